package io.sluice.core.audit;

import java.util.Locale;
import java.util.Objects;

/**
 * One place where the accounting does not hold, or cannot be looked at.
 *
 * @param kind what is wrong
 * @param commit the commit it belongs to, 0 where there is none
 * @param file path of the data file relative to the lake, or null
 * @param partition source partition, or -1
 * @param firstOffset the first offset in it, or -1
 * @param lastOffset the last offset, included
 * @param detail what was found and what was expected
 */
public record Discrepancy(
        Kind kind, long commit, String file, int partition, long firstOffset, long lastOffset, String detail) {

    /** What is wrong. */
    public enum Kind {
        /** A commit number without a record. */
        RECORD_MISSING,
        /** A commit record that is none; what it said is unknown. */
        RECORD_UNREADABLE,
        /** Counts of a record that do not add up, or that do not follow on the record before. */
        ACCOUNTING,
        /** A recorded file that is gone. */
        FILE_MISSING,
        /** A file of another length than recorded. */
        FILE_SIZE,
        /** A file of the recorded length with other bytes. */
        FILE_CHECKSUM,
        /** A file that cannot be decoded. */
        FILE_UNREADABLE,
        /** A file of another number of rows than recorded. */
        FILE_ROWS,
        /** A file in a table folder that no live record lists: other readers take its rows too. */
        STRAY_FILE,
        /** A record of the source that is in the tables more than once. */
        OFFSET_TWICE,
        /** A row whose offset its commit did not read. */
        OFFSET_OUTSIDE,
        /** A table with more or fewer rows of a commit than were counted. */
        ROW_COUNT,
        /** The source, read again, says something else. */
        REPLAY;

        /** Whether what is behind it could not be looked at, so that there may be more holes than were found. */
        public boolean preventsReading() {
            return this == RECORD_MISSING || this == RECORD_UNREADABLE || this == FILE_UNREADABLE;
        }

        /** {@code file_missing} and the like. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Discrepancy {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }

    /** A hole in the sequence of records. */
    static Discrepancy ofCommit(Kind kind, long commit, String detail) {
        return new Discrepancy(kind, commit, null, -1, -1, -1, detail);
    }

    /** A hole in what a commit counted of a source partition. */
    static Discrepancy ofPartition(Kind kind, long commit, int partition, long first, long last, String detail) {
        return new Discrepancy(kind, commit, null, partition, first, last, detail);
    }

    /** A file that is not as it was recorded; commit 0 where none lists it. */
    public static Discrepancy ofFile(Kind kind, long commit, String file, String detail) {
        return new Discrepancy(kind, commit, file, -1, -1, -1, detail);
    }

    /** The coordinates on one line, without kind and detail. */
    public String place() {
        StringBuilder place = new StringBuilder();
        append(place, commit > 0 ? "commit " + commit : "");
        append(place, file == null ? "" : "file " + file);
        append(place, partition < 0 ? "" : "source partition " + partition);
        if (firstOffset >= 0) {
            boolean one = lastOffset <= firstOffset;
            append(place, one ? "offset " + firstOffset : "offsets " + firstOffset + " to " + lastOffset);
        }
        return place.toString();
    }

    private static void append(StringBuilder place, String part) {
        if (!part.isEmpty()) {
            place.append(place.length() > 0 ? ", " : "").append(part);
        }
    }

    @Override
    public String toString() {
        return kind.label() + ": " + place() + ": " + detail;
    }
}
