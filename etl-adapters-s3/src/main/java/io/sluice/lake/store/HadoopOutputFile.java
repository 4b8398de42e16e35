package io.sluice.lake.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A new file of a Hadoop file system, of a name that nothing else has. It is kept in a local folder until it is whole, and
 * uploaded when its stream is closed, as often as it takes.
 */
final class HadoopOutputFile implements OutputFile {
    private final FileSystem files;
    private final Path path;
    private final RetryPolicy patience;
    private final StoreFailures failures;

    HadoopOutputFile(FileSystem files, Path path, RetryPolicy patience, StoreFailures failures) {
        this.files = files;
        this.path = path;
        this.patience = patience;
        this.failures = failures;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        java.nio.file.Path folder = java.nio.file.Path.of(files.getConf().get(HadoopConnections.BUFFER_FOLDER));
        return new SpooledStream(folder, bytes -> patience.execute(() -> upload(bytes)));
    }

    private Void upload(FileChannel bytes) {
        FSDataOutputStreamBuilder<?, ?> creation = files.createFile(path);
        // What an earlier attempt left holds the same bytes or the beginning of them, and nobody else has the name.
        creation.overwrite(true);
        creation.recursive();
        try (OutputStream out = creation.build()) {
            SpooledStream.copy(bytes, out);
        } catch (IOException e) {
            throw failures.failed("upload", path, e);
        }
        return null;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        throw new IOException("Names are never used twice, so " + path + " must not be overwritten");
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return path.toString();
    }
}
