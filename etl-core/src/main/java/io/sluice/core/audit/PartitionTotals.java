package io.sluice.core.audit;

import io.sluice.core.port.PartitionCounts;

/** What all commits counted of one source partition together. One thread. */
public final class PartitionTotals {
    private long records;
    private long events;
    private long duplicates;
    private long late;
    private long rejected;
    private long gaps;

    void add(PartitionCounts counts) {
        records += counts.records();
        events += counts.events();
        duplicates += counts.duplicates();
        late += counts.late();
        rejected += counts.rejectedTotal();
        gaps += counts.gaps();
    }

    public long records() {
        return records;
    }

    public long events() {
        return events;
    }

    public long duplicates() {
        return duplicates;
    }

    public long late() {
        return late;
    }

    public long rejected() {
        return rejected;
    }

    /** Offsets without a record. */
    public long gaps() {
        return gaps;
    }
}
