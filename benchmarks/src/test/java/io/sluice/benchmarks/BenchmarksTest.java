package io.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run and measure something; how fast is not a matter for a test. */
@Tag("e2e")
class BenchmarksTest {
    @TempDir
    Path folder;

    @Test
    void theWholePathIsMeasuredBesideItsFloors() throws Exception {
        Path root = Path.of("..").toRealPath();
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process bench = new ProcessBuilder(
                        root.resolve("scripts/bench").toString(),
                        "--no-build",
                        "--events",
                        "20000",
                        "--hours",
                        "1",
                        "--runs",
                        "1")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(bench.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            bench.descendants().forEach(ProcessHandle::destroyForcibly);
            bench.destroyForcibly();
        }
        assertThat(bench.exitValue()).as(Files.readString(err)).isZero();

        List<String> measured = new ArrayList<>();
        for (String line : Files.readAllLines(err)) {
            if (line.startsWith("csv,")) {
                String[] cells = line.split(",");
                measured.add(cells[1]);
                assertThat(cells[3]).isEqualTo("20000");
                assertPositive(cells, 4, 5, 6, 7, 8, 10);
                if (cells[1].equals("chain") || cells[1].equals("sluice")) {
                    assertPositive(cells, 9);
                }
            }
        }
        assertThat(measured).containsExactly("poll", "parse", "chain", "sluice");
        assertThat(Files.readString(out))
                .containsPattern("sluice against the chain that commits nothing: [0-9.]+ of its CPU, [0-9.]+ times");
    }

    private static void assertPositive(String[] cells, int... columns) {
        for (int column : columns) {
            assertThat(Double.parseDouble(cells[column]))
                    .as("column " + column + " of " + String.join(",", cells))
                    .isPositive();
        }
    }

    @Test
    void everyStageRuns() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io.sluice.benchmarks.*")
                        .param("ids", "1000")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        assertThat(results).hasSize(8).allSatisfy(result -> assertThat(
                        result.getPrimaryResult().getScore())
                .isPositive());
    }
}
