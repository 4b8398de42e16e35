package io.sluice.lake.parquet;

import io.sluice.lake.store.Abortable;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Passes a file's bytes on, and keeps their number and CRC-32C. Closing its stream only ends the bytes; {@link #complete}
 * then makes a file of them, which in a store far away is the long part and may be another thread's.
 */
final class ChecksummedFile implements OutputFile {
    private final OutputFile file;
    private final CRC32C checksum = new CRC32C();
    private long bytes;
    private PositionOutputStream out;

    ChecksummedFile(OutputFile file) {
        this.file = file;
    }

    /** CRC-32C of the bytes written so far, eight hex digits. */
    String checksum() {
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    /** Makes a file of the bytes; they are durable then. */
    void complete() throws IOException {
        out.close();
    }

    /** Nobody will need the bytes; no file need be made of them. */
    void abort() throws IOException {
        if (out instanceof Abortable useless) {
            useless.abort();
        }
        out.close();
    }

    /** The number of bytes written so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        out = file.create(blockSizeHint);
        return new PositionOutputStream() {
            @Override
            public long getPos() {
                return bytes;
            }

            @Override
            public void write(int b) throws IOException {
                out.write(b);
                checksum.update(b);
                bytes++;
            }

            @Override
            public void write(byte[] from, int start, int length) throws IOException {
                out.write(from, start, length);
                checksum.update(from, start, length);
                bytes += length;
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() {
                // See complete.
            }
        };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return create(blockSizeHint);
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
        return file.getPath();
    }
}
