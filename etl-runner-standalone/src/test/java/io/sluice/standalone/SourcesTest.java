package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir
    private Path dir;

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file = Files.writeString(
                dir.resolve("c.properties"), """
                sluice.source.topic=file
                sluice.kafka.group.id=file
                sluice.lake.uri=${file:%s}
                """.formatted(Files.writeString(dir.resolve("uri"), "grün\n")));

        Settings settings = new Sources(
                        file,
                        Map.of("SLUICE_SOURCE_TOPIC", "environment", "SLUICE_KAFKA_GROUP_ID", "environment"),
                        List.of("source.topic=set"))
                .load();

        assertThat(settings.text(ConfigKey.SOURCE_TOPIC)).isEqualTo("set");
        assertThat(settings.text(ConfigKey.KAFKA_GROUP_ID)).isEqualTo("environment");
        assertThat(settings.text(ConfigKey.LAKE_URI)).isEqualTo("grün");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> new Sources(dir.resolve("none"), Map.of(), List.of()).load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none: there is none");
    }

    @Test
    void aFileOfAnotherEncodingIsNamed() throws IOException {
        Path latin = Files.write(dir.resolve("latin1.properties"), new byte[] {'#', (byte) 0xe4});

        assertThatThrownBy(() -> new Sources(latin, Map.of(), List.of()).load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("latin1.properties as UTF-8 text");
    }

    @Test
    void aReferenceToAnImpossiblePathIsAnError() {
        assertThatThrownBy(() -> new Sources(null, Map.of(), List.of("source.topic=${file:a\0b}")).load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it cannot be read");
    }
}
