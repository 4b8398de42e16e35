package io.sluice.standalone;

import java.util.zip.CRC32C;

/**
 * What was read of a file so far, as a checksum by which a later run knows it again. The line end after the last line is
 * left out, since a last line may be read before its line end is written. One thread.
 */
final class FileContent {
    /** So many bytes tell whether a file is another one, or the same one changed. */
    private static final int HEAD_BYTES = 4096;

    private static final byte[] NO_BYTES = {};
    private static final byte[] CR = {'\r'};
    private static final byte[] LF = {'\n'};
    private static final byte[] CR_LF = {'\r', '\n'};

    private final CRC32C all = new CRC32C();
    private final CRC32C head = new CRC32C();
    private long bytes;
    private byte[] lineEnd = NO_BYTES;

    /**
     * A file's first bytes.
     *
     * @param bytes how many
     * @param head checksum of the first {@link #headBytes}
     * @param all checksum of all
     */
    record Mark(long bytes, long head, long all) {
        /** Reads what {@link #toString} has written. */
        static Mark parse(String text) {
            String[] parts = text.split(":");
            if (parts.length != 3) {
                throw new IllegalArgumentException(
                        "Cannot read what a commit record says of a file's content: " + text);
            }
            return new Mark(Long.parseLong(parts[0]), Long.parseLong(parts[1], 16), Long.parseLong(parts[2], 16));
        }

        int headBytes() {
            return (int) Math.min(bytes, HEAD_BYTES);
        }

        @Override
        public String toString() {
            return bytes + ":" + Long.toHexString(head) + ":" + Long.toHexString(all);
        }
    }

    /** Whether these bytes, at the beginning of a file, are those of a mark. */
    static boolean isHead(Mark mark, byte[] array, int start) {
        CRC32C crc = new CRC32C();
        crc.update(array, start, mark.headBytes());
        return crc.getValue() == mark.head();
    }

    /** Takes in what follows. */
    void add(byte[] array, int start, int end) {
        if (start == end) {
            return;
        }
        if (lineEnd == CR && end - start == 1 && array[start] == '\n') {
            lineEnd = CR_LF;
            return;
        }
        update(lineEnd, 0, lineEnd.length);
        int contentEnd = end;
        lineEnd = NO_BYTES;
        if (array[end - 1] == '\r') {
            lineEnd = CR;
        } else if (array[end - 1] == '\n') {
            lineEnd = end - start > 1 && array[end - 2] == '\r' ? CR_LF : LF;
        }
        contentEnd -= lineEnd.length;
        update(array, start, contentEnd);
    }

    private void update(byte[] array, int start, int end) {
        all.update(array, start, end - start);
        if (bytes < HEAD_BYTES) {
            head.update(array, start, (int) Math.min(end - start, HEAD_BYTES - bytes));
        }
        bytes += end - start;
    }

    /** How many bytes were taken in. */
    long consumed() {
        return bytes + lineEnd.length;
    }

    /** Whether the last line has its line end. */
    boolean endsLine() {
        return lineEnd == LF || lineEnd == CR_LF;
    }

    /** Where it stands. */
    Mark mark() {
        return new Mark(bytes, head.getValue(), all.getValue());
    }
}
