package io.sluice.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.ActiveWriter;
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
}
