package io.sluice.lake.store;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A new file of a Hadoop file system, of a name that nothing else has. */
final class HadoopOutputFile implements OutputFile {
    private final FileSystem files;
    private final Path path;

    HadoopOutputFile(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        FSDataOutputStreamBuilder<?, ?> creation = files.createFile(path);
        // The name is new, so nothing is overwritten, and nobody has to look for what it might be.
        creation.overwrite(true);
        creation.recursive();
        return HadoopStreams.wrap(creation.build());
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
