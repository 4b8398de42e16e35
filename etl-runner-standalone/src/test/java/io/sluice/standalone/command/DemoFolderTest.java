package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    Path dir;

    @Test
    void anEarlierDemoIsReplaced() throws IOException {
        DemoFolder first = DemoFolder.prepare(dir.resolve("demo"));
        Files.createDirectories(first.lake().resolve("events/year=2026"));
        Files.writeString(first.lake().resolve("events/year=2026/a.parquet"), "old");

        DemoFolder second = DemoFolder.prepare(dir.resolve("demo"));

        assertThat(second.lake()).doesNotExist();
    }

    @Test
    void anythingElseIsLeftAlone() throws IOException {
        Files.createDirectories(dir.resolve("mine/lake"));
        Path file = Files.writeString(dir.resolve("mine/lake/precious"), "data");

        assertThatThrownBy(() -> DemoFolder.prepare(dir.resolve("mine")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no earlier demo");
        assertThatThrownBy(() -> DemoFolder.prepare(file)).isInstanceOf(ConfigurationException.class);
        assertThat(file).hasContent("data");
    }

    @Test
    void anEmptyFolderIsUsed() throws IOException {
        assertThat(DemoFolder.prepare(dir).path()).isEqualTo(dir);
    }
}
