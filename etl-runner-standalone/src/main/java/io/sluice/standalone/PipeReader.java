package io.sluice.standalone;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads a pipe, or another file of unknown length, in a thread of its own, so that a writer that pauses holds up neither
 * commits nor the end of the process. Holds a few pieces at most; the thread ends with the pipe or the process.
 */
final class PipeReader implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 18;
    private static final int PIECES = 4;
    private static final Set<String> STANDARD_INPUT = Set.of("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
    private final Path path;
    private final Runnable onPiece;
    private final Thread thread;
    private Piece current;
    private int taken;

    /** Bytes that were read, or, without bytes, the end and what brought it about. */
    private record Piece(byte[] bytes, IOException failure) {}

    private PipeReader(Path path, Runnable onPiece) {
        this.path = path;
        this.onPiece = onPiece;
        thread = new Thread(this::run, "sluice-read-" + path.getFileName());
        thread.setDaemon(true);
    }

    /**
     * Begins to read.
     *
     * @param onPiece called by the reading thread when there is something to take
     */
    static PipeReader start(Path path, Runnable onPiece) {
        PipeReader reader = new PipeReader(path, onPiece);
        reader.thread.start();
        return reader;
    }

    private void run() {
        try {
            IOException failure = null;
            try (InputStream in = open()) {
                byte[] buffer = new byte[PIECE_BYTES];
                for (int read; (read = in.read(buffer)) >= 0; ) {
                    hand(new Piece(Arrays.copyOf(buffer, read), null));
                }
            } catch (IOException e) {
                failure = e;
            }
            hand(new Piece(null, failure));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Standard input may be a socket, which has no path that can be opened. */
    private InputStream open() throws IOException {
        return STANDARD_INPUT.contains(path.toString())
                ? new FileInputStream(FileDescriptor.in)
                : Files.newInputStream(path);
    }

    private void hand(Piece piece) throws InterruptedException {
        pieces.put(piece);
        onPiece.run();
    }

    /**
     * Takes what was read.
     *
     * @param waits whether to wait until there is something
     * @return how many bytes, 0 if there is nothing yet, or -1 at the end
     */
    int read(byte[] into, int start, int length, boolean waits) throws IOException {
        if (current == null) {
            current = next(waits);
            taken = 0;
        }
        if (current == null) {
            return 0;
        }
        if (current.bytes == null) {
            if (current.failure != null) {
                throw current.failure;
            }
            return -1;
        }
        int count = Math.min(length, current.bytes.length - taken);
        System.arraycopy(current.bytes, taken, into, start, count);
        taken += count;
        if (taken == current.bytes.length) {
            current = null;
        }
        return count;
    }

    private Piece next(boolean waits) throws IOException {
        try {
            return waits ? pieces.take() : pieces.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for its writer was interrupted", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
