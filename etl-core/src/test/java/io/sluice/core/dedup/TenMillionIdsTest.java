package io.sluice.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.dedup.Deduplicator.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten million ids within one horizon, in a process of its own whose heap is one gigabyte. */
@Tag("integration")
class TenMillionIdsTest {
    private static final int IDS = 10_000_000;

    @Test
    void fitInOneGigabyteOfHeap() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TenMillionIdsTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output).endsWith("remembered 10000000, all known again, within 40 bytes each\n");
        assertThat(process.exitValue()).isZero();
    }

    /** The child process. */
    public static void main(String[] args) {
        Deduplicator deduplicator = new Deduplicator(Duration.ofMinutes(10));
        count(deduplicator, Verdict.NEW);
        count(deduplicator, Verdict.DUPLICATE);
        double bytes = (double) deduplicator.bytes() / deduplicator.size();
        System.out.println("remembered " + deduplicator.size() + ", all known again, "
                + (bytes <= 40 ? "within 40 bytes each" : bytes + " bytes each"));
    }

    private static void count(Deduplicator deduplicator, Verdict expected) {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < IDS; i++) {
            long time = i % 600 * 1_000_000L;
            Verdict verdict = deduplicator.judge(random.nextLong(), random.nextLong(), time, i);
            if (verdict != expected) {
                throw new IllegalStateException("Id " + i + " is " + verdict + " instead of " + expected);
            }
        }
    }
}
