package io.sluice.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.SchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    /** A value other than the default for every key this version serves, and what it becomes. */
    private static final Map<ConfigKey, Map.Entry<String, Object>> EXPLICIT = new EnumMap<>(ConfigKey.class);

    /** What the default of every key becomes. */
    private static final Map<ConfigKey, Object> DEFAULTS = new EnumMap<>(ConfigKey.class);

    private static void key(ConfigKey key, Object defaultValue, String text, Object value) {
        if (defaultValue != null) {
            DEFAULTS.put(key, defaultValue);
        }
        EXPLICIT.put(key, Map.entry(text, value));
    }

    static {
        key(ConfigKey.SCHEMA, "built-in", "order.schema.json", "order.schema.json");
        key(ConfigKey.EVENT_ID, "event_id", "order.id", "order.id");
        key(ConfigKey.EVENT_TIME, "timestamp", "placed_at", "placed_at");
        key(ConfigKey.EVENT_TIME_UNIT, null, "millis", "millis");
        key(ConfigKey.SCHEMA_UNKNOWN, "drop", "keep", "keep");
        key(ConfigKey.SCHEMA_REFS, List.of(), "a.json, b.json", List.of("a.json", "b.json"));
        key(ConfigKey.SCHEMA_FORMATS, "assertion", "annotation", "annotation");
        key(ConfigKey.SCHEMA_UNKNOWN_KEYWORDS, "annotation", "refuse", "refuse");
        key(ConfigKey.SOURCE_TOPIC, "iot-events", "orders", "orders");
        key(ConfigKey.SOURCE_FILES, List.of(), "a.ndjson, b.ndjson", List.of("a.ndjson", "b.ndjson"));
        key(ConfigKey.SOURCE_MAX_RECORD_BYTES, 1L << 20, "512KB", 512L << 10);
        key(ConfigKey.SOURCE_START, "earliest", "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z");
        key(ConfigKey.SOURCE_ON_LOST, "fail", "continue", "continue");
        key(ConfigKey.KAFKA_BOOTSTRAP_SERVERS, "localhost:9092", "b1:9092,b2:9092", "b1:9092,b2:9092");
        key(ConfigKey.KAFKA_GROUP_ID, "sluice", "other", "other");
        key(ConfigKey.LAKE_URI, "./lake", "file:///data/lake", "file:///data/lake");
        key(ConfigKey.LAKE_COMPRESSION, "snappy", "zstd", "zstd");
        key(ConfigKey.LAKE_UUID, "string", "uuid", "uuid");
        key(ConfigKey.LAKE_SINGLE_WRITER, "false", "TRUE", "true");
        key(ConfigKey.WATERMARK_LATENESS, Duration.ofMinutes(10), "90s", Duration.ofSeconds(90));
        key(ConfigKey.WATERMARK_IDLE, Duration.ofMinutes(1), "500ms", Duration.ofMillis(500));
        key(ConfigKey.WATERMARK_MAX_FUTURE, Duration.ofMinutes(10), "1h", Duration.ofHours(1));
        key(ConfigKey.DEDUP_HORIZON, Duration.ofMinutes(10), "2d", Duration.ofDays(2));
        key(ConfigKey.DEDUP_MAX_IDS, null, "5000000", 5_000_000L);
        key(ConfigKey.WINDOWS_SIZE, Duration.ofMinutes(1), "5m", Duration.ofMinutes(5));
        key(
                ConfigKey.WINDOWS_BY,
                List.of("device_type"),
                "status,metadata.location",
                List.of("status", "metadata.location"));
        key(
                ConfigKey.WINDOWS_AGGREGATES,
                ConfigKey.WINDOWS_AGGREGATES.defaultText(),
                "sum(value) as total",
                "sum(value) as total");
        key(ConfigKey.WINDOWS_MAX_GROUPS, null, "70000", 70_000L);
        key(ConfigKey.COMMIT_INTERVAL, Duration.ofSeconds(30), "5s", Duration.ofSeconds(5));
        key(ConfigKey.COMMIT_BYTES, 128L << 20, "1GB", 1L << 30);
        key(ConfigKey.COMMIT_MAX_HOURS, 200L, "50", 50L);
        key(ConfigKey.BUFFER_BYTES, null, "67108864", 64L << 20);
        key(ConfigKey.COMPACT_AFTER, null, "30m", Duration.ofMinutes(30));
        key(ConfigKey.DEAD_LETTERS_TOPIC, null, "iot-events.dead", "iot-events.dead");
        key(ConfigKey.SPARK_CHECKPOINT, null, "/data/checkpoint", "/data/checkpoint");
        key(ConfigKey.SPARK_TRIGGER, Duration.ofSeconds(30), "1m", Duration.ofMinutes(1));
        key(ConfigKey.SPARK_MAX_OFFSETS, 500_000L, "1000", 1000L);
        key(ConfigKey.SPARK_SHUFFLE_PARTITIONS, null, "8", 8L);
        key(ConfigKey.LOG_LEVEL, "info", "debug", "debug");
        key(ConfigKey.LOG_FORMAT, "text", "json", "json");
        key(ConfigKey.HTTP_HOST, "127.0.0.1", "0.0.0.0", "0.0.0.0");
        key(ConfigKey.HTTP_ALLOWED_HOSTS, List.of(), "a.example,b.example", List.of("a.example", "b.example"));
        key(ConfigKey.HTTP_PORT, 8081L, "9999", 9999L);
        key(ConfigKey.PRODUCE_HTTP_PORT, 8082L, "off", -1L);
    }

    @TempDir
    Path dir;

    private static Settings set(String... assignments) {
        return load(null, Map.of(), List.of(assignments));
    }

    /** As a runner does it. */
    private static Settings load(Path file, Map<String, String> environment, List<String> assignments) {
        List<Layer> layers = new ArrayList<>();
        if (file != null) {
            layers.add(Layer.properties(file.toString(), read(file)));
        }
        layers.add(Layer.environment(environment));
        layers.add(Layer.assignments(assignments));
        return Settings.load(layers, new References(environment, path -> Files.readString(Path.of(path))));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String... lines) throws IOException {
        return Files.write(dir.resolve("sluice.properties"), List.of(lines));
    }

    private static Object value(Settings settings, ConfigKey key) {
        return key.type().parse(settings.entry(key).value());
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void everyKeyHasItsDefault(ConfigKey key) {
        Settings settings = load(null, Map.of(), List.of());

        assertThat(settings.isSet(key)).isFalse();
        assertThat(settings.entry(key).origin()).isEqualTo("default");
        assertThat(settings.entry(key).value()).isEqualTo(key.defaultText());
        assertThat(key.defaultText().isEmpty() && DEFAULTS.get(key) == null ? null : value(settings, key))
                .isEqualTo(DEFAULTS.get(key));
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void everyKeyIsReadFromFileEnvironmentAndCommandLine(ConfigKey key) throws IOException {
        String text = EXPLICIT.get(key).getKey();
        Object expected = EXPLICIT.get(key).getValue();
        Path file = file("# comment", "sluice." + key.key() + "=" + text);

        Settings fromFile = load(file, Map.of(), List.of());
        Settings fromEnvironment = load(null, Map.of(key.environmentName(), text), List.of());
        Settings fromCommandLine = set("sluice." + key.key() + "=" + text);
        Settings withoutPrefix = set(key.key() + "=" + text);

        assertThat(value(fromFile, key)).isEqualTo(expected);
        assertThat(fromFile.entry(key).origin()).isEqualTo(file + ":2");
        assertThat(value(fromEnvironment, key)).isEqualTo(expected);
        assertThat(fromEnvironment.entry(key).origin()).isEqualTo(key.environmentName() + " (environment)");
        assertThat(value(fromCommandLine, key)).isEqualTo(expected);
        assertThat(fromCommandLine.entry(key).origin()).isEqualTo("--set");
        assertThat(value(withoutPrefix, key)).isEqualTo(expected);
        assertThat(expected).as("the test must use another value").isNotEqualTo(DEFAULTS.get(key));
    }

    @Test
    void laterSourcesWin() throws IOException {
        Path file = file("sluice.source.topic=file", "sluice.kafka.group.id=file", "sluice.lake.uri=file");
        Map<String, String> environment =
                Map.of("SLUICE_SOURCE_TOPIC", "environment", "SLUICE_KAFKA_GROUP_ID", "environment");

        Settings settings = load(file, environment, List.of("source.topic=a", "source.topic=b"));

        assertThat(settings.text(ConfigKey.SOURCE_TOPIC)).isEqualTo("b");
        assertThat(settings.text(ConfigKey.KAFKA_GROUP_ID)).isEqualTo("environment");
        assertThat(settings.text(ConfigKey.LAKE_URI)).isEqualTo("file");
    }

    @Test
    void anUnknownKeyNamesTheNearestOne() throws IOException {
        Path file = file("sluice.source.topc=x");

        assertThatThrownBy(() -> load(file, Map.of(), List.of("watermark.latenes=1m")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        file + ":1: unknown key sluice.source.topc; the nearest one is sluice.source.topic")
                .hasMessageContaining(
                        "--set: unknown key sluice.watermark.latenes; the nearest one is sluice.watermark.lateness");
    }

    @Test
    void anUnknownVariableNamesTheNearestOne() {
        assertThatThrownBy(() -> load(null, Map.of("SLUICE_LAKE_URL", "x"), List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Unknown environment variable SLUICE_LAKE_URL; the nearest key is SLUICE_LAKE_URI");
    }

    @Test
    void serviceLinksOfKubernetesAreNoConfiguration() {
        Map<String, String> environment = Map.of(
                "SLUICE_SERVICE_HOST", "10.0.0.1",
                "SLUICE_SERVICE_PORT_HTTP", "8081",
                "SLUICE_PORT", "tcp://10.0.0.1:8081",
                "SLUICE_PORT_8081_TCP_ADDR", "10.0.0.1",
                "SLUICE_METRICS_PORT", "tcp://10.0.0.2:80");

        assertThat(load(null, environment, List.of()).entries()).allMatch(Entry::isDefault);
    }

    @ParameterizedTest
    @CsvSource({
        "watermark.lateness, 10 minutes, a duration such as",
        "watermark.lateness, -5m, a duration such as",
        "watermark.lateness, 10, a duration such as",
        "watermark.lateness, 99999999999d, a duration such as",
        "commit.bytes, 0, a size such as",
        "commit.bytes, 128 megabytes, a size such as",
        "commit.bytes, 99999999999999TB, a size such as",
        "dedup.max-ids, 0, a whole number from 1",
        "dedup.max-ids, many, a whole number from 1",
        "windows.max-groups, 0, a whole number from 1",
        "schema.unknown, ignore, 'one of drop, keep'",
        "lake.single-writer, yes, 'one of false, true'",
        "source.start, yesterday, 'earliest, latest or an instant'",
        "source.files, 'a,,b', names separated by commas",
        "source.topic, '', text",
        "source.topic, iot-events   # a comment, a value without a comment behind it",
        "log.level, loud, 'one of error, warn, info, debug, trace'",
    })
    void aValueOfAnotherFormIsNamedWithItsOriginAndWhatWasExpected(String key, String value, String expected) {
        assertThatThrownBy(() -> set(key + "=" + value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--set: sluice." + key + "=" + value + " is not usable; expected")
                .hasMessageContaining(expected);
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        assertThatThrownBy(() -> set("watermark.idle=x", "nonsense=1", "broken", "commit.bytes=-1"))
                .isInstanceOfSatisfying(ConfigurationException.class, e -> assertThat(e.problems())
                        .hasSize(4));
    }

    @Test
    void aKeySetTwiceInAFileIsRefused() throws IOException {
        Path twice = file("sluice.source.topic=a", "sluice.source.topic=b");
        assertThatThrownBy(() -> load(twice, Map.of(), List.of()))
                .hasMessageContaining("sluice.source.topic is set twice");

        Path bothForms = file("sluice.source.topic=a", "source.topic=b");
        assertThatThrownBy(() -> load(bothForms, Map.of(), List.of()))
                .hasMessageContaining("source.topic is set twice");
    }

    @Test
    void keysWithoutADefaultMayBeSetToNothing() {
        Settings settings = set("compact.after=", "dead-letters.topic=");

        assertThat(settings.isSet(ConfigKey.COMPACT_AFTER)).isTrue();
    }

    @Test
    void aPortMayBeOff() {
        Settings settings = set("http.port=off", "produce.http.port=0");

        assertThat(settings.port(ConfigKey.HTTP_PORT)).isNegative();
        assertThat(settings.port(ConfigKey.PRODUCE_HTTP_PORT)).isZero();
    }

    @Test
    void keysOfKafkaAndHadoopArePassedOnAsTheyAre() throws IOException {
        Path file = file("sluice.kafka.security.protocol=SASL_SSL", "sluice.hadoop.fs.s3a.path.style.access=true");
        Map<String, String> environment = Map.of("SLUICE_KAFKA_MAX_POLL_RECORDS", "7", "PATH", "/bin");

        Settings settings = load(file, environment, List.of("kafka.client.id=${other}"));

        assertThat(settings.kafka())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers", "localhost:9092",
                        "group.id", "sluice",
                        "security.protocol", "SASL_SSL",
                        "max.poll.records", "7",
                        "client.id", "${other}"));
        assertThat(settings.hadoop()).isEqualTo(Map.of("fs.s3a.path.style.access", "true"));
    }

    @Test
    void valuesMayReferToTheEnvironmentAndToFiles() throws IOException {
        Path secret = Files.writeString(dir.resolve("password"), "hunter2\n");
        Settings settings = load(
                null,
                Map.of("TOPIC", "orders"),
                List.of("source.topic=${env:TOPIC}-v1", "kafka.client.note=pw:${file:" + secret + "}"));

        assertThat(settings.text(ConfigKey.SOURCE_TOPIC)).isEqualTo("orders-v1");
        assertThat(settings.kafka()).containsEntry("client.note", "pw:hunter2");
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void aReferenceThatLeadsNowhereIsAnError() {
        assertThatThrownBy(() -> set("source.topic=${env:NO_SUCH}"))
                .hasMessage("Cannot resolve ${env:NO_SUCH} in source.topic: there is no environment variable NO_SUCH");
        assertThatThrownBy(() -> set("source.topic=${file:/no/such}"))
                .hasMessage("Cannot resolve ${file:/no/such} in source.topic: there is no such file");
        assertThatThrownBy(() -> set("source.topic=${sys:x}")).hasMessageContaining("is not usable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.ssl.keystore.password",
                "kafka.ssl.keystore.key",
                "kafka.sasl.jaas.config",
                "kafka.sasl.oauthbearer.client.credentials.client.secret",
                "hadoop.fs.s3a.secret.key",
                "hadoop.fs.s3a.access.key",
                "hadoop.fs.s3a.session.token",
                "hadoop.fs.azure.account.key.name"
            })
    void secretsAreMaskedWhereverTheyArePrinted(String key) {
        Settings settings = set(key + "=hunter2");

        assertThat(settings.toString()).doesNotContain("hunter2").contains(key + "=****");
    }

    @Test
    void credentialsInAddressesAreMasked() {
        Settings settings = set("kafka.schema.registry.url=https://me:hunter2@registry:8081/x");

        assertThat(settings.toString()).doesNotContain("hunter2").contains("https://****@registry:8081/x");
    }

    @Test
    void namesThatOnlyLookLikeSecretsAreShown() {
        assertThat(set("kafka.key.serializer=x").toString()).contains("kafka.key.serializer=x");
    }

    @Test
    void theDefaultsDescribeTheDefaultPipeline() {
        assertThat(load(null, Map.of(), List.of()).pipelineSpec().compatibilitySettings())
                .isEqualTo(PipelineSpec.builtIn().compatibilitySettings());
    }

    @Test
    void everySettingOfThePipelineComesFromItsKey() {
        PipelineSpec spec = set(Stream.of(
                                "schema.unknown=keep",
                                "event.id=device_id",
                                "watermark.lateness=1m",
                                "watermark.idle=2m",
                                "watermark.max-future=3m",
                                "dedup.horizon=4m",
                                "dedup.max-ids=12345",
                                "windows.max-groups=678",
                                "windows.size=5m",
                                "windows.by=status,metadata.location",
                                "windows.aggregates=sum(value) as total",
                                "commit.interval=6s",
                                "commit.bytes=7MB",
                                "buffer.bytes=8MB",
                                "source.max-record-bytes=9KB")
                        .toArray(String[]::new))
                .pipelineSpec();

        assertThat(spec.schema().keepsUnknown()).isTrue();
        assertThat(spec.roles().id().path()).isEqualTo("device_id");
        assertThat(spec.lateness()).isEqualTo(Duration.ofMinutes(1));
        assertThat(spec.idle()).isEqualTo(Duration.ofMinutes(2));
        assertThat(spec.maxFuture()).isEqualTo(Duration.ofMinutes(3));
        assertThat(spec.horizon()).isEqualTo(Duration.ofMinutes(4));
        assertThat(spec.maxIds()).isEqualTo(12345);
        assertThat(spec.maxGroups()).isEqualTo(678);
        assertThat(spec.windows().size()).isEqualTo(Duration.ofMinutes(5));
        assertThat(spec.windows().by()).extracting("path").containsExactly("status", "metadata.location");
        assertThat(spec.windows().aggregates()).hasToString("[sum(value) as total]");
        assertThat(spec.commitInterval()).isEqualTo(Duration.ofSeconds(6));
        assertThat(spec.commitBytes()).isEqualTo(7 << 20);
        assertThat(spec.bufferBytes()).isEqualTo(8 << 20);
        assertThat(spec.maxRecordBytes()).isEqualTo(9 << 10);
    }

    @Test
    void anotherSchemaNeedsOnlyItsOwnKeys() throws IOException {
        Path schema = Files.writeString(dir.resolve("order.json"), """
            {"type": "object", "required": ["number", "placed_at"],
             "properties": {"number": {"type": "integer"}, "placed_at": {"type": "integer"}}}
            """);

        PipelineSpec spec = set("schema=" + schema, "event.id=number", "event.time=placed_at", "event.time-unit=millis")
                .pipelineSpec();

        assertThat(spec.windows().by()).isEmpty();
        assertThat(spec.windows().aggregates()).hasToString("[count(*) as event_count]");
        assertThat(spec.roles().microsPerUnit()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.id=nothing | sluice.event.id names nothing",
                "event.time=value | sluice.event.time must name a date-time or an integer",
                "event.time-unit=millis | sluice.event.time-unit is for integer times",
                "windows.by=metadata | sluice.windows.by names metadata, which is no column",
                "windows.aggregates=median(value) as m | Unknown aggregate function median",
                "buffer.bytes=1KB | sluice.buffer.bytes must be at least",
                "source.max-record-bytes=2GB | sluice.source.max-record-bytes must be at most 1GB",
                "windows.size=0s | sluice.windows.size must be a positive",
            })
    void whatDoesNotFitTheSchemaIsAConfigurationError(String assignment, String message) {
        Settings settings = set(assignment);

        assertThatThrownBy(settings::pipelineSpec)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aMissingSchemaFileIsASchemaError() {
        assertThatThrownBy(set("schema=/no/such.json")::pipelineSpec).isInstanceOf(SchemaException.class);
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() throws IOException {
        Path broken = file("sluice.lake.uri=x", "sluice.source.topic=\\u12");
        assertThatThrownBy(() -> load(broken, Map.of(), List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(broken + " is not a properties file, line 2");
    }

    @Test
    void linesAreThoseOfAPropertiesFile() throws IOException {
        Path file = file(
                "! a comment that ends in a backslash \\",
                "  sluice.source.topic : orders\\",
                "    # v1 \\\\",
                "",
                "sluice.lake.uri=C\\:\\\\lake\\u0041",
                "sluice.windows.by");

        Settings settings = load(file, Map.of(), List.of());

        assertThat(settings.text(ConfigKey.SOURCE_TOPIC)).isEqualTo("orders# v1 \\");
        assertThat(settings.entry(ConfigKey.SOURCE_TOPIC).origin()).isEqualTo(file + ":2");
        assertThat(settings.text(ConfigKey.LAKE_URI)).isEqualTo("C:\\lakeA");
        assertThat(settings.entry(ConfigKey.LAKE_URI).origin()).isEqualTo(file + ":5");
        assertThat(settings.list(ConfigKey.WINDOWS_BY)).isEmpty();
    }

    @Test
    void theTemplateSetsNothingAndShowsEveryDefault() throws IOException {
        Path asPrinted = Files.writeString(dir.resolve("template"), ConfigTemplate.text());
        Path uncommented = Files.writeString(
                dir.resolve("uncommented"), ConfigTemplate.text().replaceAll("(?m)^#sluice", "sluice"));

        Settings untouched = load(asPrinted, Map.of(), List.of());
        Settings spelledOut = load(uncommented, Map.of(), List.of());

        assertThat(untouched.entries()).allMatch(Entry::isDefault);
        assertThat(Arrays.stream(ConfigKey.values()).filter(key -> !spelledOut.isSet(key)))
                .as("keys the template leaves out")
                .isEmpty();
        assertThat(spelledOut.entries())
                .extracting(Entry::value)
                .isEqualTo(untouched.entries().stream().map(Entry::value).toList());
        assertThat(spelledOut.pipelineSpec().compatibilitySettings())
                .isEqualTo(untouched.pipelineSpec().compatibilitySettings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0085b", "a\u2028b", "a\u2029b", "a\u000bb", "a\fb"})
    void onlyLineEndsOfPropertiesEndALine(String value) {
        Settings settings = Settings.load(
                List.of(Layer.properties("f", "source.topic=" + value + "\r\nlog.level=warn\rlog.format=json")),
                new References(Map.of(), path -> ""));
        assertThat(settings.text(ConfigKey.SOURCE_TOPIC)).isEqualTo(value);
        assertThat(settings.text(ConfigKey.LOG_LEVEL)).isEqualTo("warn");
        assertThat(settings.text(ConfigKey.LOG_FORMAT)).isEqualTo("json");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() {
        Settings settings = Settings.load(
                List.of(Layer.properties("f", "\ufeffsluice.source.topic=t")), new References(Map.of(), path -> ""));
        assertThat(settings.text(ConfigKey.SOURCE_TOPIC)).isEqualTo("t");
    }
}
