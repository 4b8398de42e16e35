package io.sluice.standalone;

import io.sluice.app.config.ConfigurationException;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.SourceUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file as a source partition: line n is the record at offset n. Reads in large pieces; the lines of a piece are
 * handed out as slices of it, and a piece is never written to again. Of a line longer than the bound only the beginning
 * is kept, so memory stays small whatever the file holds. Used by one thread.
 */
final class NdjsonFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NdjsonFile.class);

    private static final int PIECE_BYTES = 1 << 20;
    private static final int BATCH_RECORDS = 4_000;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private final int partition;
    private final Path path;
    private final Reading reading;
    /** Whether the length is not known: it can be read once only. */
    private final boolean isPipe;

    private final Object key;
    private final long size;
    private final long modified;

    private InputStream in;
    private PipeReader pipe;
    /** Bytes up to the end, as far as is known. */
    private long unread;

    private byte[] piece = new byte[0];
    /** What of the piece is neither handed out nor skipped: from {@code next} to {@code filled}. */
    private int next;

    private int filled;
    /** Where the search for the end of the line at {@code next} goes on. */
    private int searched;
    /** Of a line that is too long to be kept, what is kept; null while there is none. */
    private byte[] beginning;

    private long beginningLength;
    /** Whether what is left at the end is half a line that waits for its rest. */
    private boolean waits;

    private boolean saidThatItWaits;

    private long offset;
    private long lines = -1;
    private FileContent content = new FileContent();
    private final Deque<MarkedPosition> marks = new ArrayDeque<>();

    /**
     * How files are read.
     *
     * @param keptBytes most bytes kept of a line
     * @param takesUnfinished whether a last line that has no line feed, and is no whole JSON object, is a record
     * @param takesPipes whether what can be read only once may be
     * @param onPiece called by another thread when a pipe has something to read
     */
    record Reading(int keptBytes, boolean takesUnfinished, boolean takesPipes, Runnable onPiece) {}

    /** How a file compares to what was read of one before. */
    enum Match {
        SAME,
        /** It begins alike, but is not the same all the way. */
        CHANGED,
        OTHER
    }

    private record MarkedPosition(long position, FileContent.Mark mark) {}

    /** Looks the file up; what is appended to it later is not read. */
    NdjsonFile(int partition, Path path, Reading reading) {
        this.partition = partition;
        this.path = path;
        this.reading = reading;
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new SourceUnavailableException(
                        "Cannot read " + path + ": it is a folder. Name the files in sluice.source.files.");
            }
            isPipe = !attributes.isRegularFile() || attributes.size() == 0 && hasBytes(path);
            key = attributes.fileKey();
            size = isPipe ? Long.MAX_VALUE : attributes.size();
            modified = attributes.lastModifiedTime().toMillis();
        } catch (IOException e) {
            throw unavailable(e);
        }
        if (isPipe && !reading.takesPipes()) {
            throw new SourceUnavailableException("Cannot read " + path + " again: it is a pipe or a special file,"
                    + " which only `run` reads, once. Name a regular file in sluice.source.files.");
        }
    }

    /** As the files of /proc, which say that they have none. */
    private static boolean hasBytes(Path path) throws IOException {
        try (InputStream first = Files.newInputStream(path)) {
            return first.read() >= 0;
        }
    }

    Path path() {
        return path;
    }

    /** Names the file in the file system, independent of its path; null where that has no such thing. */
    Object key() {
        return key;
    }

    /** Whether the file begins with what was read of one, wherever this stands. */
    boolean isSameAs(long position, FileContent.Mark mark) {
        if (isPipe) {
            return false;
        }
        try (NdjsonFile other = new NdjsonFile(partition, path, reading)) {
            other.open();
            return other.match(position, mark) == Match.SAME;
        }
    }

    /** Opens the file at its first line. */
    void open() {
        close();
        next = filled = searched = 0;
        offset = 0;
        content = new FileContent();
        marks.clear();
        waits = false;
        beginning = null;
        unread = size;
        if (isPipe) {
            pipe = PipeReader.start(path, reading.onPiece());
        } else {
            try {
                in = Files.newInputStream(path);
            } catch (IOException e) {
                throw unavailable(e);
            }
        }
    }

    /**
     * Looks at the first bytes, which are no part of a line where they say how the text is encoded. False if a pipe has
     * not enough of them yet.
     */
    private boolean begin() {
        if (!fillUpTo(OtherFormat.LONGEST_MAGIC, false)) {
            return false;
        }
        for (OtherFormat format : OtherFormat.values()) {
            if (startsWith(format.magic())) {
                throw new ConfigurationException("Cannot read " + path + ": it is not newline-delimited JSON in UTF-8,"
                        + " but " + format.title() + ". Convert it first, or pipe it:"
                        + " CONVERTER | sluice run --set source.files=/dev/stdin");
            }
        }
        if (startsWith(BYTE_ORDER_MARK)) {
            consume(BYTE_ORDER_MARK.length);
        }
        return true;
    }

    private boolean startsWith(byte[] magic) {
        return filled - next >= magic.length && Arrays.equals(piece, next, next + magic.length, magic, 0, magic.length);
    }

    /** Moves on to a line. */
    void skipTo(long position) {
        if (position < offset) {
            if (isPipe) {
                throw new IllegalStateException(
                        "Cannot read line " + position + " of " + path + " again: it is a pipe");
            }
            open();
        }
        long skipped = offset;
        while (skipped < position) {
            if (next == filled && !refill(true)) {
                break;
            }
            int end = lineEnd(next);
            boolean last = end < 0 && unread == 0;
            consume((end < 0 ? filled : end + 1) - next);
            if (end >= 0 || last) {
                skipped++;
            }
        }
        if (skipped < position) {
            throw new DataGapException("File " + path + " has " + skipped + " lines, but line " + position
                    + " (counted from 0) is to be read next: it was cut or replaced since it was read. "
                    + "Restore it, or read it into another lake (sluice.lake.uri).");
        }
        standAt(position);
        if (position == 0 && !isPipe) {
            begin();
        }
    }

    private void standAt(long position) {
        offset = position;
        marks.clear();
        mark();
    }

    /** Passes over bytes of the piece. */
    private void consume(int bytes) {
        content.add(piece, next, next + bytes);
        next += bytes;
        searched = next;
    }

    /** Bytes in the file when it was opened; unknown for a pipe, which counts as endless. */
    long size() {
        return size;
    }

    /**
     * Compares the file to what was read of one before, and stands behind that if it is the same. Of another one nothing
     * is consumed.
     */
    Match match(long position, FileContent.Mark mark) {
        boolean isNew = content.consumed() == 0;
        if (!isNew && !isPipe) {
            open();
        }
        if (isNew || !isPipe) {
            fillUpTo(mark.headBytes(), true);
            if (filled - next < mark.headBytes() || !FileContent.isHead(mark, piece, next)) {
                return Match.OTHER;
            }
        }
        long left = mark.bytes() - content.consumed();
        while (left > 0 && (next < filled || refill(true))) {
            int bytes = (int) Math.min(left, filled - next);
            consume(bytes);
            left -= bytes;
        }
        consumeHeldBack(mark);
        if (!content.mark().equals(mark) || !consumeLineEnd()) {
            return Match.CHANGED;
        }
        standAt(position);
        return Match.SAME;
    }

    /** Reads on to a line end where the bytes before end with what may be one. */
    private void consumeHeldBack(FileContent.Mark mark) {
        while (content.mark().bytes() < mark.bytes() && (next < filled || refill(true))) {
            consume(1);
        }
    }

    /** Whether the line read last ends here. */
    private boolean consumeLineEnd() {
        if (content.endsLine()) {
            return true;
        }
        fillUpTo(2, true);
        if (next < filled && piece[next] == '\r') {
            consume(1);
        }
        if (next == filled) {
            return true;
        }
        boolean ends = piece[next] == '\n';
        consume(1);
        return ends;
    }

    /** Fills up until there are so many bytes, or the file ends; false where a pipe has not so many yet. */
    private boolean fillUpTo(int bytes, boolean waitsForPipe) {
        while (filled - next < bytes && unread > 0) {
            makeRoom();
            if (fill(waitsForPipe) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Reads over the piece, all of which is done with. False at the end, and where a pipe has nothing yet. */
    private boolean refill(boolean waitsForPipe) {
        if (unread == 0) {
            return false;
        }
        if (piece.length < PIECE_BYTES) {
            piece = new byte[PIECE_BYTES];
        }
        next = filled = searched = 0;
        return fill(waitsForPipe) > 0;
    }

    /** Fills the piece up from the file, and says by how many bytes. */
    private int fill(boolean waitsForPipe) {
        int wanted = (int) Math.min(unread, piece.length - filled);
        try {
            int read = isPipe ? pipe.read(piece, filled, wanted, waitsForPipe) : in.readNBytes(piece, filled, wanted);
            if (isPipe) {
                unread = read < 0 ? 0 : unread;
                filled += Math.max(read, 0);
                return read;
            }
            if (read < wanted) {
                throw new DataGapException("File " + path + " was cut while it was read: it had " + size
                        + " bytes when reading began, and ends " + (unread - read) + " bytes before that now. "
                        + "Restore it, and do not change files while they are read.");
            }
            filled += read;
            unread -= read;
            return read;
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
        return unread == 0 && beginning == null && (next == filled || waits);
    }

    /** What stands for the content before a position, which is not below one asked for before. */
    String content(long position) {
        while (!marks.isEmpty() && marks.getFirst().position() < position) {
            marks.removeFirst();
        }
        boolean isKnown = position > 0 && !marks.isEmpty() && marks.getFirst().position() == position;
        return isKnown ? marks.getFirst().mark().toString() : "";
    }

    private void mark() {
        marks.addLast(new MarkedPosition(offset, content.mark()));
    }

    /** The next lines, or null at the end, and where a pipe has none yet. */
    RecordBatch read() {
        if (waits || isAtEnd()) {
            return null;
        }
        if (content.consumed() == 0 && !begin()) {
            return null;
        }
        RecordBatch batch = new RecordBatch(partition, BATCH_RECORDS);
        if (beginning == null) {
            int first = next;
            byte[] lines = piece;
            addWholeLines(batch);
            content.add(lines, first, next);
        }
        if (batch.size() == 0) {
            addLineBeyondPiece(batch);
        }
        if (batch.size() == 0) {
            return null;
        }
        mark();
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
        while (beginning == null && unread > 0 && filled - next < reading.keptBytes()) {
            makeRoom();
            if (fill(false) == 0) {
                return;
            }
            int first = next;
            addWholeLines(batch);
            content.add(piece, first, next);
            if (batch.size() > 0) {
                return;
            }
        }
        if (beginning == null && filled - next >= reading.keptBytes() && unread > 0) {
            keepBeginning();
        }
        if (beginning != null) {
            addBeginning(batch);
        } else if (next < filled) {
            addUnfinished(batch);
        }
    }

    /** Begins a new piece with what is left of a full one, which batches may still refer to. */
    private void makeRoom() {
        if (filled < piece.length) {
            return;
        }
        int left = filled - next;
        int room = left < PIECE_BYTES ? PIECE_BYTES : (int) Math.min((long) left * 2, reading.keptBytes());
        byte[] larger = new byte[isPipe ? room : (int) Math.min(room, left + unread)];
        System.arraycopy(piece, next, larger, 0, left);
        piece = larger;
        searched -= next;
        next = 0;
        filled = left;
    }

    private void keepBeginning() {
        beginning = Arrays.copyOfRange(piece, next, next + reading.keptBytes());
        beginningLength = filled - next;
        consume(filled - next);
        piece = new byte[PIECE_BYTES];
        next = filled = searched = 0;
    }

    /** Reads on to the end of a line that is too long to be kept, only to learn its length; adds it when it ends. */
    private void addBeginning(RecordBatch batch) {
        boolean ended = false;
        while (!ended && (next < filled || refill(false))) {
            int end = lineEnd(next);
            ended = end >= 0;
            beginningLength += (ended ? end : filled) - next;
            consume((ended ? end + 1 : filled) - next);
        }
        if (!ended && unread == 0 && !reading.takesUnfinished()) {
            leaveUnfinished(beginningLength);
            beginning = null;
        } else if (ended || unread == 0) {
            batch.add(offset++, modified, beginning, 0, beginning.length, beginningLength);
            beginning = null;
        }
    }

    /** Adds the last line, which has no line feed, if it may be taken for whole. */
    private void addUnfinished(RecordBatch batch) {
        if (reading.takesUnfinished() || LineCount.isJsonObject(piece, next, filled - next)) {
            add(batch, filled - next);
            consume(filled - next);
        } else {
            leaveUnfinished(filled - next);
        }
    }

    private void leaveUnfinished(long length) {
        waits = true;
        sayThatItWaits(offset, length);
    }

    private void sayThatItWaits(long line, long length) {
        if (saidThatItWaits) {
            return;
        }
        saidThatItWaits = true;
        log.warn(
                "Line {} (counted from 0) of {} (source partition {}) waits for the next run: it has no line feed yet, and its {} bytes are"
                        + " no whole JSON object. --drain takes it as it is",
                line,
                path,
                partition,
                length);
    }

    private void add(RecordBatch batch, int length) {
        batch.add(offset++, modified, piece, next, length);
    }

    /** The position after the last line. Reads the file once. */
    long lines() {
        if (isPipe) {
            return isAtEnd() ? offset : EventSource.OPEN_END;
        }
        if (lines < 0) {
            lines = countLines();
        }
        return lines;
    }

    private long countLines() {
        try {
            LineCount count = LineCount.of(path, size, reading);
            if (count.unfinishedBytes() > 0) {
                sayThatItWaits(count.lines(), count.unfinishedBytes());
            }
            return count.lines();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private SourceUnavailableException unavailable(IOException e) {
        return new SourceUnavailableException("Cannot read " + path + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file. Check sluice.source.files, paths are relative to the working folder.";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied. Let the user of this process read it.";
        }
        return e.getMessage();
    }

    @Override
    public void close() {
        if (pipe != null) {
            pipe.close();
            pipe = null;
        }
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // Nothing was written; what was read is whole.
            }
            in = null;
        }
    }
}
