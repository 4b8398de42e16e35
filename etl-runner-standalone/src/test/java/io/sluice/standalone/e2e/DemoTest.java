package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo prints the same numbers everywhere, those of the README. */
@Tag("e2e")
class DemoTest {
    @TempDir
    Path dir;

    @Test
    void printsTheNumbersOfItsSeed() throws IOException {
        Finished demo = SluiceProcess.run(dir, "demo");

        assertThat(demo.exitCode()).as(demo.err()).isZero();
        // When rows or digits are meant to change: ./sluice demo > this file.
        try (InputStream expected = DemoTest.class.getResourceAsStream("demo-output.txt")) {
            assertThat(demo.out()).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(demo.err()).doesNotContain("WARN").doesNotContain("ERROR");
        assertThat(dir.resolve("sluice-demo/lake/events")).isNotEmptyDirectory();
        assertThat(dir.resolve("sluice-demo/broker")).doesNotExist();
    }

    @Test
    void leavesAlienFoldersAlone() throws IOException {
        Files.createDirectories(dir.resolve("sluice-demo"));
        Path file = Files.writeString(dir.resolve("sluice-demo/precious"), "data");

        Finished demo = SluiceProcess.run(dir, "demo");

        assertThat(demo.exitCode()).isEqualTo(78);
        assertThat(demo.err()).contains("--dir");
        assertThat(file).hasContent("data");
    }
}
