package io.sluice.spark;

import io.sluice.app.text.DisplayText;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.PartitionCounts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.TreeMap;

/** What a run did, for people. */
final class AccountingText {
    private static final String COLUMNS = "%9s %12s %12s %10s %11s %10s %10s %8s%n";

    private AccountingText() {}

    static String of(RunSummary run) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                COLUMNS,
                "partition",
                "records",
                "events",
                "duplicates",
                "conflicting",
                "late",
                "rejected",
                "gaps"));
        new TreeMap<>(run.counts()).forEach((partition, counts) -> text.append(line(partition, counts)));
        return text.append(DisplayText.counted(run.commits(), "commit"))
                .append(", ")
                .append(DisplayText.counted(run.windowRows(), "window row"))
                .append(", watermark ")
                .append(run.watermark() == Long.MIN_VALUE ? "none" : time(run.watermark()))
                .append(System.lineSeparator())
                .toString();
    }

    private static String line(int partition, PartitionCounts counts) {
        return String.format(
                Locale.ROOT,
                COLUMNS,
                partition,
                counts.records(),
                counts.events(),
                counts.duplicates(),
                counts.conflicting(),
                counts.late(),
                counts.rejectedTotal(),
                counts.gaps());
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
