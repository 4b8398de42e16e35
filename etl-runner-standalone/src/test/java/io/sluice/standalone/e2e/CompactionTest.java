package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.LakeTables;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.lake.PollingReader;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hours are compacted beside a runner and by it, and nobody can tell but by the number of files. */
@Tag("e2e")
class CompactionTest {
    private static final int EVENTS = 100_000;

    @TempDir
    Path dir;

    @BeforeEach
    void produce() {
        Finished produced =
                sluice("produce", "--events", EVENTS + "", "--late", "0.01", "--invalid", "0.01", "--out", "p0.ndjson");
        assertThat(produced.exitCode()).as(produced.err()).isZero();
    }

    private Finished sluice(String... arguments) {
        return SluiceProcess.run(dir, arguments);
    }

    private SluiceProcess startRun(String lake, String... more) {
        String[] arguments = {
            "run", "--set", "source.files=p0.ndjson", "--set", "http.port=off", "--set", "commit.interval=20ms"
        };
        return SluiceProcess.start(
                dir,
                Stream.of(arguments, new String[] {"--set", "lake.uri=" + lake}, more)
                        .flatMap(Arrays::stream)
                        .toArray(String[]::new));
    }

    private List<String> events(String lake) {
        return new LakeTables(dir.resolve(lake)).events(PipelineSpec.builtIn().schema());
    }

    @Test
    void aLakeIsCompactedBesideItsRunner() {
        try (SluiceProcess control = startRun("control")) {
            assertThat(control.await().exitCode()).isZero();
        }
        try (PollingReader reader = PollingReader.start(
                        dir.resolve("lake"), PipelineSpec.builtIn().windows(), true);
                SluiceProcess run = startRun("lake")) {
            while (run.isAlive()) {
                int exitCode = sluice("compact", "--lake", "lake").exitCode();
                // Before the first commit there is no lake.
                assertThat(exitCode).isIn(0, 78);
            }
            assertThat(run.await().exitCode()).as(run.err()).isZero();
            Finished compact = sluice("compact", "--lake", "lake");
            assertThat(compact.exitCode()).as(compact.err()).isZero();
            assertThat(reader.finish().violations()).isEmpty();
        }
        assertThat(events("lake")).isEqualTo(events("control"));
        Finished audit = sluice("audit", "--lake", "lake", "--checksums");
        assertThat(audit.exitCode()).as(audit.out()).isZero();
        assertThat(sluice("query", "--lake", "lake", "--output", "csv").out())
                .isEqualTo(
                        sluice("query", "--lake", "control", "--output", "csv").out());
        assertThat(sluice("compact", "--lake", "lake").out()).contains("No closed hour");
    }

    @Test
    void aRunnerCompactsItsHours() throws IOException {
        try (SluiceProcess run = startRun("lake", "--set", "compact.after=30m")) {
            Finished finished = run.await();
            assertThat(finished.exitCode()).as(finished.err()).isZero();
            assertThat(finished.err()).contains("merged");
        }
        Path firstHour = dir.resolve("lake/events/year=2026/month=01/day=01/hour=00");
        try (var files = Files.list(firstHour)) {
            assertThat(files).hasSize(1);
        }
        Finished audit = sluice("audit", "--lake", "lake");
        assertThat(audit.exitCode()).as(audit.out()).isZero();
    }

    @Test
    void filesThatNoCommitListsAreNamedAndRemoved() throws IOException {
        try (SluiceProcess run = startRun("lake")) {
            assertThat(run.await().exitCode()).isZero();
        }
        LakeTables tables = new LakeTables(dir.resolve("lake"));
        Path stray = tables.files("events").get(0).resolveSibling("copy.parquet");
        Files.copy(tables.files("events").get(0), stray);
        assertThat(sluice("audit", "--lake", "lake").exitCode()).isEqualTo(1);
        Finished dry = sluice("compact", "--lake", "lake", "--dry-run");
        assertThat(dry.out()).contains("Would remove").contains("copy.parquet");
        assertThat(stray).exists();
        assertThat(sluice("compact", "--lake", "lake").out())
                .contains("Removed")
                .contains("copy.parquet");
        assertThat(stray).doesNotExist();
        assertThat(sluice("audit", "--lake", "lake").exitCode()).isZero();
    }
}
