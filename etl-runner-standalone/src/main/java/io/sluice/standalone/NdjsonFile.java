package io.sluice.standalone;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SourceUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One file as a source partition: line n is the record at offset n. Reads in large pieces; the lines of a piece are
 * handed out as slices of it, and a piece is never written to again. Of a line longer than the bound only the beginning
 * is kept, so memory stays small whatever the file holds. Used by one thread.
 */
final class NdjsonFile implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int BATCH_RECORDS = 4_000;

    private final int partition;
    private final Path path;
    private final int keptBytes;
    private final long size;
    private final long modified;

    private InputStream in;
    private long unread;
    private byte[] piece = new byte[0];
    /** What of the piece is neither handed out nor skipped: from {@code next} to {@code filled}. */
    private int next;

    private int filled;
    /** Where the search for the end of the line at {@code next} goes on. */
    private int searched;

    private long offset;
    private long lines = -1;

    /**
     * Looks the file up; what is appended to it later is not read.
     *
     * @param keptBytes most bytes kept of a line
     */
    NdjsonFile(int partition, Path path, int keptBytes) {
        this.partition = partition;
        this.path = path;
        this.keptBytes = keptBytes;
        try {
            if (Files.isDirectory(path)) {
                throw new SourceUnavailableException(
                        "Cannot read " + path + ": it is a folder. Name the files in sluice.source.files.");
            }
            this.size = Files.size(path);
            this.modified = Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** Opens the file at a line. */
    void open(long position) {
        reopen();
        long skipped = skipLines(position);
        if (skipped < position) {
            throw new DataGapException("File " + path + " has " + skipped + " lines, but line " + position
                    + " (counted from 0) is to be read next: it was cut or replaced since it was read. "
                    + "Restore it, or read it into another lake (sluice.lake.uri).");
        }
        offset = position;
    }

    private void reopen() {
        closeQuietly();
        try {
            in = Files.newInputStream(path);
        } catch (IOException e) {
            throw unavailable(e);
        }
        unread = size;
        next = filled = searched = 0;
    }

    /** Skips up to {@code count} lines and returns how many there were. */
    private long skipLines(long count) {
        long skipped = 0;
        while (skipped < count) {
            if (next == filled && !refill()) {
                return skipped;
            }
            int end = lineEnd(next);
            boolean last = end < 0 && unread == 0;
            next = end < 0 ? filled : end + 1;
            if (end >= 0 || last) {
                skipped++;
            }
        }
        searched = next;
        return skipped;
    }

    /** Reads over the piece, all of which is done with. */
    private boolean refill() {
        if (unread == 0) {
            return false;
        }
        if (piece.length < PIECE_BYTES) {
            piece = new byte[PIECE_BYTES];
        }
        next = filled = searched = 0;
        fill();
        return true;
    }

    /** Fills the piece up from the file. */
    private void fill() {
        int wanted = (int) Math.min(unread, piece.length - filled);
        try {
            int read = in.readNBytes(piece, filled, wanted);
            if (read < wanted) {
                throw new DataGapException("File " + path + " was cut while it was read: it had " + size
                        + " bytes when reading began, and ends " + (unread - read) + " bytes before that now. "
                        + "Restore it, and do not change files while they are read.");
            }
            filled += read;
            unread -= read;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** Index of the newline at or after an index of the piece, or -1. */
    private int lineEnd(int from) {
        byte[] bytes = piece;
        int end = filled;
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The next line's offset. */
    long position() {
        return offset;
    }

    boolean isAtEnd() {
        return next == filled && unread == 0;
    }

    /** The next lines, or null at the end. */
    RecordBatch read() {
        if (isAtEnd()) {
            return null;
        }
        RecordBatch batch = new RecordBatch(partition, BATCH_RECORDS);
        addWholeLines(batch);
        if (batch.size() == 0) {
            addLineBeyondPiece(batch);
        }
        return batch;
    }

    /** Adds lines whose ends are in the piece. */
    private void addWholeLines(RecordBatch batch) {
        while (batch.size() < BATCH_RECORDS) {
            int end = lineEnd(searched);
            if (end < 0) {
                searched = filled;
                return;
            }
            add(batch, end - next);
            next = searched = end + 1;
        }
    }

    /** Adds the line at the end of the piece, after reading more of it: until it ends, or is too long to be kept. */
    private void addLineBeyondPiece(RecordBatch batch) {
        while (unread > 0 && filled - next < keptBytes) {
            moveToLargerPiece();
            fill();
            addWholeLines(batch);
            if (batch.size() > 0) {
                return;
            }
        }
        if (unread == 0) {
            add(batch, filled - next);
            next = searched = filled;
        } else {
            addBeginning(batch);
        }
    }

    /** Begins a new piece with what is left of this one, which batches may still refer to. */
    private void moveToLargerPiece() {
        int left = filled - next;
        int room = left < PIECE_BYTES ? PIECE_BYTES : (int) Math.min((long) left * 2, keptBytes);
        byte[] larger = new byte[(int) Math.min(room, left + unread)];
        System.arraycopy(piece, next, larger, 0, left);
        piece = larger;
        searched -= next;
        next = 0;
        filled = left;
    }

    /** Adds a line's beginning, and reads on to its end only to learn its length. */
    private void addBeginning(RecordBatch batch) {
        byte[] beginning = Arrays.copyOfRange(piece, next, next + keptBytes);
        long length = filled - next;
        piece = new byte[PIECE_BYTES];
        next = filled;
        boolean ended = false;
        while (!ended && refill()) {
            int end = lineEnd(0);
            ended = end >= 0;
            length += ended ? end : filled;
            next = searched = ended ? end + 1 : filled;
        }
        batch.add(offset++, modified, beginning, 0, keptBytes, length);
    }

    private void add(RecordBatch batch, int length) {
        batch.add(offset++, modified, piece, next, length);
    }

    /** The number of lines; the last one counts without a newline too. Reads the file once. */
    long lines() {
        if (lines < 0) {
            try (NdjsonFile reader = new NdjsonFile(partition, path, keptBytes, size, modified)) {
                reader.reopen();
                lines = reader.skipLines(Long.MAX_VALUE);
            }
        }
        return lines;
    }

    private NdjsonFile(int partition, Path path, int keptBytes, long size, long modified) {
        this.partition = partition;
        this.path = path;
        this.keptBytes = keptBytes;
        this.size = size;
        this.modified = modified;
    }

    private SourceUnavailableException unavailable(IOException e) {
        String why = e instanceof NoSuchFileException
                ? "there is no such file. Check sluice.source.files, paths are relative to the working folder."
                : e.getMessage();
        return new SourceUnavailableException("Cannot read " + path + ": " + why, e);
    }

    private void closeQuietly() {
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // Nothing was written; what was read is whole.
            }
            in = null;
        }
    }

    @Override
    public void close() {
        closeQuietly();
    }
}
