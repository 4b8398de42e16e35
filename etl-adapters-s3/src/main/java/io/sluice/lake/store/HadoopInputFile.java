package io.sluice.lake.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file of a Hadoop file system, to be read at random. */
final class HadoopInputFile implements InputFile {
    private final FileSystem files;
    private final FileStatus file;

    HadoopInputFile(FileSystem files, FileStatus file) {
        this.files = files;
        this.file = file;
    }

    @Override
    public long getLength() {
        return file.getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(files.open(file.getPath()));
    }

    @Override
    public String toString() {
        return file.getPath().toString();
    }
}
