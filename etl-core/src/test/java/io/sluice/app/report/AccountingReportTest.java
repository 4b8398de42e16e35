package io.sluice.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountingReportTest {
    private static String text(ActiveWriter stoodByFor) {
        return AccountingReport.of(new RunSummary(Map.of(), 0, 0, Long.MIN_VALUE, stoodByFor));
    }

    @Test
    void ofARunThatOnlyStoodByThereIsNoAccounting() {
        ActiveWriter other = new ActiveWriter("5d0c6ee2a1f4", "host etl-1, process 4711", Duration.ofSeconds(90));

        assertThat(text(other))
                .isEqualTo("Stood by for writer 5d0c6ee2a1f4 (on host etl-1, process 4711) until it was stopped, and"
                        + " wrote nothing");
    }

    @Test
    void aRunThatHadNothingToReadHasAnAccountingOfNothing() {
        assertThat(text(null)).contains("partition", "0 commits");
    }

    private static String text(long events, Map<String, Long> rejected) {
        long records =
                events + rejected.values().stream().mapToLong(Long::longValue).sum();
        PartitionCounts counts = new PartitionCounts(
                0, records, Map.of(RecordCounter.RECORDS, records, RecordCounter.EVENTS, events), rejected);
        return AccountingReport.of(new RunSummary(Map.of(0, counts), 1, 0, Long.MIN_VALUE, null));
    }

    @Test
    void whereNothingIsAnEventTheLastLineSaysWhyAndWhatToTry() {
        assertThat(text(0, Map.of("malformed_json", 90L, "empty", 10L)).lines().toList())
                .last()
                .asString()
                .contains("of 100 records all were rejected, 90 of them as malformed_json", "sluice.source.topic");
        assertThat(text(0, Map.of("bad_format", 2L))).contains("sluice.event.time-unit");
    }

    @Test
    void whereAnythingIsAnEventItDoesNot() {
        assertThat(text(1, Map.of("malformed_json", 90L))).doesNotContain("Not one record");
    }

    @Test
    void implausibleTimesAreSaidInWordsWhereThereAreAny() {
        PartitionCounts counts = new PartitionCounts(
                0,
                2,
                Map.of(RecordCounter.RECORDS, 2L, RecordCounter.EVENTS, 2L, RecordCounter.IMPLAUSIBLE_TIMES, 1L),
                Map.of());

        assertThat(AccountingReport.of(new RunSummary(Map.of(0, counts), 1, 0, Long.MIN_VALUE, null)))
                .contains("1 record with a timestamp before 2000 or after 9999");
        assertThat(text(2, Map.of())).doesNotContain("implausible", "timestamp");
    }
}
