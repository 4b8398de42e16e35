package io.sluice.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurement works when it is wanted; how long anything takes is not judged. */
@Tag("integration")
class CommitTimesTest {
    @TempDir
    Path dir;

    @Test
    void timesCommitsThatAreRight() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        CommitTimes.run(dir, Duration.ofMillis(1), 3, 2, 4, new PrintStream(out, true, UTF_8));

        assertThat(out.toString(UTF_8).lines())
                .hasSize(3)
                .allMatch(line -> line.matches("uploaded in \\d+\\.\\d\\d s \\(\\d+ requests\\), recorded and published"
                                + " in \\d+\\.\\d\\d s \\(\\d+ requests\\)")
                        || line.matches(
                                "taken over behind 4 commits that matter in \\d+\\.\\d\\d s \\(\\d+ requests\\),"
                                        + " their events read back in \\d+\\.\\d\\d s \\(\\d+ requests\\)"))
                .last()
                .asString()
                .startsWith("taken over");
    }
}
