package io.sluice.lake.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Keeps what is written in a local file without a name until all of it is there, and hands it over when it is closed. So
 * an upload that fails can be repeated with the same bytes, and memory does not grow while a store is away. The local
 * file is gone when the stream is closed or the process ends, however it ends.
 */
final class SpooledStream extends PositionOutputStream implements Abortable {
    /** Takes the whole of a file over. */
    interface Upload {
        /** @param bytes from the beginning; may be called again for the same file */
        void run(FileChannel bytes) throws IOException;
    }

    private static final int BUFFER_BYTES = 8 << 10;

    private final Path folder;
    private final FileChannel file;
    private final Upload upload;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long written;
    private boolean abandoned;

    /** @param folder where the file is kept meanwhile, see {@link SpoolFolder} */
    SpooledStream(Path folder, Upload upload) throws IOException {
        this.folder = folder;
        this.upload = upload;
        this.file = open(folder);
    }

    private static FileChannel open(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "sluice-", ".spool");
        FileChannel file = FileChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
        try {
            // Where the system lets an open file lose its name, nothing is left of it even after kill -9.
            Files.delete(path);
        } catch (IOException e) {
            return file;
        }
        return file;
    }

    @Override
    public long getPos() {
        return written + buffer.position();
    }

    @Override
    public void write(int b) throws IOException {
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put((byte) b);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        if (length > buffer.remaining()) {
            flush();
        }
        if (length > buffer.remaining()) {
            drain(ByteBuffer.wrap(bytes, start, length));
        } else {
            buffer.put(bytes, start, length);
        }
    }

    @Override
    public void flush() throws IOException {
        buffer.flip();
        drain(buffer);
        buffer.clear();
    }

    private void drain(ByteBuffer from) throws IOException {
        try {
            while (from.hasRemaining()) {
                written += file.write(from);
            }
        } catch (IOException e) {
            // What is not whole is not to be uploaded when it is closed.
            abandoned = true;
            throw new IOException(
                    "cannot write to the local buffer in " + folder + ": " + e.getMessage()
                            + "; make room there, or name another folder by hadoop.fs.s3a.buffer.dir",
                    e);
        }
    }

    @Override
    public void abort() {
        abandoned = true;
    }

    @Override
    public void close() throws IOException {
        if (!file.isOpen()) {
            return;
        }
        try (file) {
            if (!abandoned) {
                flush();
                upload.run(file);
            }
        }
    }

    /** Copies all bytes of a channel, from the beginning. */
    static void copy(FileChannel from, OutputStream to) throws IOException {
        long size = from.size();
        long position = 0;
        WritableByteChannel target = Channels.newChannel(to);
        while (position < size) {
            position += from.transferTo(position, size - position, target);
        }
    }
}
