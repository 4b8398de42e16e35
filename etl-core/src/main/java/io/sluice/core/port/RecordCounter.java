package io.sluice.core.port;

import java.util.Locale;

/**
 * What is counted of a source partition. The order is that of commit records, tables and reports, which all go by this
 * list: a new outcome of a record begins with a constant here.
 */
public enum RecordCounter {
    /** Records read: the sum of the outcomes. */
    RECORDS(Role.SUM),
    /** Written to {@code events/}. */
    EVENTS(Role.OUTCOME),
    /** Events whose id was known. */
    DUPLICATES(Role.OUTCOME),
    /** Those duplicates whose values differed from the accepted copy's. */
    CONFLICTING(Role.DETAIL),
    /** Written to {@code late/}. */
    LATE(Role.OUTCOME),
    /** Those late only because their source partition was left out of the watermark, or is new. */
    LATE_AFTER_IDLE(Role.DETAIL, "woke_late"),
    /** Written to {@code rejected/}; counted by reason too. */
    REJECTED(Role.OUTCOME),
    /** Offsets without a record: transaction markers, compaction, retention where that is allowed. */
    GAPS(Role.GAP),
    /** Fields dropped because the schema does not name them. */
    UNKNOWN_FIELDS(Role.DETAIL),
    /** Records whose own time is before the year 2000 or after 9999, or that have none: it judges nothing. */
    IMPLAUSIBLE_TIMES(Role.DETAIL);

    private enum Role {
        SUM,
        OUTCOME,
        DETAIL,
        GAP
    }

    private final Role role;
    private final String key;
    private final String title = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    RecordCounter(Role role) {
        this.role = role;
        this.key = name().toLowerCase(Locale.ROOT);
    }

    RecordCounter(Role role, String key) {
        this.role = role;
        this.key = key;
    }

    /** The name in commit records and JSON. */
    public String key() {
        return key;
    }

    /** The name for people, such as {@code late after idle}. */
    public String title() {
        return title;
    }

    /** Whether it counts one of the outcomes of which every record has exactly one. */
    public boolean isOutcome() {
        return role == Role.OUTCOME;
    }

    /** Whether it is a term of the equations "records = sum of outcomes" and "offsets = records + gaps". */
    public boolean isInBalance() {
        return role != Role.DETAIL;
    }
}
