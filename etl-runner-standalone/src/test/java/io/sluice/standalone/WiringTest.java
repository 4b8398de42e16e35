package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.EventSource;
import io.sluice.kafka.KafkaDeadLetters;
import io.sluice.kafka.KafkaEventSource;
import io.sluice.kafka.KafkaSourceConfig;
import io.sluice.kafka.StartPosition;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.parquet.Compression;
import io.sluice.lake.parquet.UuidFormat;
import io.sluice.lake.store.HadoopStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WiringTest {
    @TempDir
    Path dir;

    private static Settings settings(String... assignments) {
        return new Sources(null, Map.of(), List.of(assignments)).load();
    }

    private static Wiring wiring(String... assignments) {
        return new Wiring(settings(assignments));
    }

    private static LakeConfig lake(String... assignments) {
        Settings settings = settings(assignments);
        return new Wiring(settings).lakeConfig(settings.pipelineSpec());
    }

    @Test
    void theTopicIsReadByItsDefaults() {
        KafkaSourceConfig config = wiring().kafkaSourceConfig();

        assertThat(config)
                .isEqualTo(KafkaSourceConfig.of(
                        "iot-events", Map.of("bootstrap.servers", "localhost:9092", "group.id", "sluice")));
    }

    @Test
    void everyKeyOfTheTopicArrives() {
        KafkaSourceConfig config = wiring(
                        "source.topic=orders",
                        "source.start=2026-01-05T00:00:00Z",
                        "source.on-lost=continue",
                        "kafka.bootstrap.servers=b1:9092",
                        "kafka.group.id=mine",
                        "kafka.security.protocol=SSL")
                .kafkaSourceConfig();

        assertThat(config.topic()).isEqualTo("orders");
        assertThat(config.start()).isEqualTo(new StartPosition.At(Instant.parse("2026-01-05T00:00:00Z")));
        assertThat(config.onLost()).isEqualTo(KafkaSourceConfig.OnLost.CONTINUE);
        assertThat(config.client())
                .isEqualTo(Map.of("bootstrap.servers", "b1:9092", "group.id", "mine", "security.protocol", "SSL"));
    }

    @Test
    void keysAreReadForDeadLettersOnly() {
        assertThat(wiring().kafkaSourceConfig().keys()).isFalse();
        assertThat(wiring("dead-letters.topic=dead").kafkaSourceConfig().keys()).isTrue();
    }

    @Test
    void rejectedRecordsAreCopiedWhereATopicIsNamed() {
        assertThat(wiring().deadLetters()).isSameAs(DeadLetters.NONE);
        assertThat(wiring("dead-letters.topic=dead").deadLetters()).isInstanceOf(KafkaDeadLetters.class);
    }

    @Test
    void deadLettersGoIntoAnotherTopicThanTheOneThatIsRead() {
        assertThatThrownBy(() -> wiring("dead-letters.topic=iot-events").deadLetters())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sluice.dead-letters.topic is iot-events, which is sluice.source.topic too");
    }

    @Test
    void theLogEndCanBeTheStart() {
        assertThat(wiring("source.start=latest").kafkaSourceConfig().start()).isEqualTo(StartPosition.LogEnd.LATEST);
    }

    @Test
    void theLakeIsWrittenByItsDefaults() {
        LakeConfig config = lake();

        assertThat(config.compression()).isEqualTo(Compression.SNAPPY);
        assertThat(config.uuid()).isEqualTo(UuidFormat.STRING);
        assertThat(config.maxOpenHours()).isEqualTo(200);
        assertThat(config.store()).hasToString(Path.of("lake").toAbsolutePath().toString());
        assertThat(config.writerId()).isNotEqualTo(lake().writerId());
    }

    @Test
    void everyKeyOfTheLakeArrives() {
        LakeConfig config = lake(
                "lake.uri=" + dir.toUri(),
                "lake.compression=zstd",
                "lake.uuid=uuid",
                "commit.max-hours=7",
                "windows.by=");

        assertThat(config.compression()).isEqualTo(Compression.ZSTD);
        assertThat(config.uuid()).isEqualTo(UuidFormat.UUID);
        assertThat(config.maxOpenHours()).isEqualTo(7);
        assertThat(config.store()).hasToString(dir.toString());
        assertThat(config.windows().by()).isEmpty();
    }

    @Test
    void anotherSchemeNamesAHadoopFileSystem() {
        LakeConfig config = lake("lake.uri=s3a://bucket/lake", "hadoop.fs.s3a.endpoint=http://127.0.0.1:1");

        assertThat(config.store()).isInstanceOf(HadoopStore.class).hasToString("s3a://bucket/lake");
    }

    @Test
    void aSchemeThatNobodyKnowsIsAConfigurationError() {
        assertThatThrownBy(() -> lake("lake.uri=s3://bucket/lake"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("s3://bucket/lake", "s3a://bucket/prefix");
    }

    @Test
    void whatHadoopDoesNotAcceptIsAConfigurationError() {
        assertThatThrownBy(() -> lake("lake.uri=s3a://bucket/lake", "hadoop.fs.s3a.connection.maximum=many"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./lake", "lake", "/data/lake", "file:///data/lake", "file:/data/lake"})
    void localFoldersMayBeWrittenInAnyForm(String uri) {
        assertThat(wiring("lake.uri=" + uri).location().folder()).hasFileName("lake");
    }

    @Test
    void filesTakeThePlaceOfTheTopic() throws IOException {
        Path file = Files.writeString(dir.resolve("p0.ndjson"), "{}\n");

        try (EventSource files = wiring("source.files=" + file).source();
                EventSource topic = wiring().source()) {
            assertThat(files).isInstanceOf(NdjsonSource.class);
            assertThat(files.identity().name()).isEqualTo("p0.ndjson");
            assertThat(topic).isInstanceOf(KafkaEventSource.class);
        }
    }

    @Test
    void whatKafkaDoesNotAcceptIsAConfigurationError() {
        Wiring wiring = wiring("kafka.security.protocol=NONSENSE");

        try (EventSource source = wiring.source()) {
            assertThatThrownBy(() -> wiring.connect(source))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("security.protocol");
        }
        assertThatThrownBy(
                        () -> wiring("kafka.isolation.level=read_uncommitted").source())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sluice.kafka.isolation.level");
    }

    @Test
    void aQueryNeedsALakeThatIsThere() {
        assertThatThrownBy(() -> wiring("lake.uri=" + dir.resolve("none")).scan())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("There is no lake at");
    }

    @Test
    void theProbeLeavesNothingBehind() {
        assertThat(wiring("lake.uri=" + dir.resolve("lake")).probeLake()).endsWith("lake can be written");
        assertThat(dir.resolve("lake")).isDirectoryNotContaining("glob:**.parquet");
    }
}
