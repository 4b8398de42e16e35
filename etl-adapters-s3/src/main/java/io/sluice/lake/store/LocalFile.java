package io.sluice.lake.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A new local file whose bytes are synced when its stream is closed. */
final class LocalFile implements OutputFile {
    /** Small, because hundreds of files may be open; Parquet hands whole column chunks over, which pass it by. */
    private static final int BUFFER_BYTES = 8 << 10;

    private static final int PIECE_BYTES = 64 << 10;

    /** What is done around opening a file. */
    interface Preparation {
        void run() throws IOException;
    }

    private final Path path;
    private final Preparation preparation;

    LocalFile(Path path, Preparation preparation) {
        this.path = path;
        this.preparation = preparation;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        preparation.run();
        return new Stream(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
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

    private static final class Stream extends PositionOutputStream {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        private long written;

        Stream(FileChannel channel) {
            this.channel = channel;
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
            int end = from.limit();
            while (from.position() < end) {
                // In pieces: the JDK keeps a direct buffer per thread as large as the largest write.
                from.limit(Math.min(end, from.position() + PIECE_BYTES));
                written += channel.write(from);
            }
        }

        @Override
        public void close() throws IOException {
            if (!channel.isOpen()) {
                return;
            }
            try (channel) {
                flush();
                channel.force(true);
            }
        }
    }
}
