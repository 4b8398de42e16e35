package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.pipeline.PipelineSpec;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A lake that a hostile log is brought into, by whomever, as a folder that DuckDB reads. */
record HostileLake(HostileLog log, Path folder) {

    /** Waits until so many commits more are recorded while a process works. */
    void awaitCommits(long more, Child working) {
        LakeTables tables = new LakeTables(folder);
        long before = tables.commits();
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertThat(working.process().isAlive())
                            .as("is still at work: %s", working.output())
                            .isTrue();
                    return tables.commits() >= before + more;
                });
    }

    /** Holds all four tables to be what the log must give, each row once. */
    void assertWholeAndOnce() {
        PipelineSpec spec = log.spec();
        ExpectedTables expected = ReferenceModel.tables(spec, log.partitions(), true);
        LakeTables tables = new LakeTables(folder);
        assertThat(tables.events(spec.schema())).isEqualTo(expected.events());
        assertThat(tables.late(spec.schema())).isEqualTo(expected.late());
        assertThat(tables.rejected()).isEqualTo(expected.rejected());
        assertThat(tables.windows(spec.windows())).isEqualTo(expected.windows());
    }
}
