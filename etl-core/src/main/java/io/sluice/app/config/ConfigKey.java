package io.sluice.app.config;

import io.sluice.core.event.EventRoles;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.LakeOptions;
import io.sluice.core.window.WindowSpec;
import java.time.Duration;
import java.util.Locale;

/**
 * Every key there is, declared once. Parsing, {@code config show}, {@code config template}, the documentation and the
 * detection of unknown keys follow from this table. Names are written without the prefix {@value #PREFIX}.
 */
public enum ConfigKey {
    SCHEMA("schema", "built-in", ValueType.TEXT, "The JSON Schema file of the events; built-in is the IoT event."),
    EVENT_ID(
            "event.id",
            EventRoles.DEFAULT_ID,
            ValueType.TEXT,
            "The field that identifies an event: a uuid, a string or an integer."),
    EVENT_TIME(
            "event.time",
            EventRoles.DEFAULT_TIME,
            ValueType.TEXT,
            "The field that says when it happened: a date-time or an integer."),
    EVENT_TIME_UNIT(
            "event.time-unit",
            "",
            ValueType.choice("seconds", "millis", "micros"),
            "What an integer event.time counts since the epoch."),
    SCHEMA_UNKNOWN(
            "schema.unknown",
            "drop",
            ValueType.choice("drop", "keep"),
            "Fields the schema does not name are dropped and counted, or kept in the JSON column extra."),
    SCHEMA_REFS(
            "schema.refs",
            "",
            ValueType.LIST,
            "Files that references in the schema lead to; nothing is fetched from anywhere else."),
    SCHEMA_FORMATS(
            "schema.formats",
            "assertion",
            ValueType.choice("assertion", "annotation"),
            "Whether format is checked, or checked for event.id and event.time alone."),
    SCHEMA_UNKNOWN_KEYWORDS(
            "schema.unknown-keywords",
            "annotation",
            ValueType.choice("annotation", "refuse"),
            "Keywords of no draft, or of another than the schema's, check nothing, or the schema is refused."),

    SOURCE_TOPIC("source.topic", "iot-events", ValueType.TEXT, "The Kafka topic that is read, or written by produce."),
    SOURCE_FILES(
            "source.files",
            "",
            ValueType.LIST,
            "NDJSON files to read instead of a topic: file n is source partition n, the offset is the line number from"
                    + " 0."),
    SOURCE_MAX_RECORD_BYTES(
            "source.max-record-bytes",
            PipelineSpec.DEFAULT_MAX_RECORD_BYTES,
            "Longer records are rejected as too_large."),
    SOURCE_START("source.start", "earliest", ValueType.START, "Where to begin; only for an empty lake."),
    SOURCE_ON_LOST(
            "source.on-lost",
            "fail",
            ValueType.choice("fail", "continue"),
            "When offsets were lost to retention: stop, or record them as a gap and go on."),
    KAFKA_BOOTSTRAP_SERVERS(
            "kafka.bootstrap.servers",
            "localhost:9092",
            ValueType.TEXT,
            "The brokers to begin with. Every kafka.* key goes to the Kafka clients as it is."),
    KAFKA_GROUP_ID(
            "kafka.group.id", "sluice", ValueType.TEXT, "The consumer group offsets are shown under, for lag tools."),

    LAKE_URI(
            "lake.uri",
            "./lake",
            ValueType.TEXT,
            "The lake: a folder, file:///folder, s3a://bucket/prefix or any Hadoop file system."
                    + " Every hadoop.* key goes to Hadoop as it is."),
    LAKE_COMPRESSION(
            "lake.compression",
            LakeOptions.DEFAULT_COMPRESSION,
            ValueType.choice("snappy", "zstd"),
            "Compression of the Parquet files."),
    LAKE_UUID(
            "lake.uuid",
            LakeOptions.DEFAULT_UUID,
            ValueType.choice("string", "uuid"),
            "How uuids are written: as text, or as Parquet's UUID (smaller, but Spark cannot read it)."),
    LAKE_SINGLE_WRITER(
            "lake.single-writer",
            "false",
            ValueType.FLAG,
            "Promise that nobody else writes, for stores that cannot create a file only if it is absent."),

    WATERMARK_LATENESS(
            "watermark.lateness",
            PipelineSpec.DEFAULT_LATENESS,
            "How far behind its source partition's greatest event time an event may be."),
    WATERMARK_IDLE(
            "watermark.idle",
            PipelineSpec.DEFAULT_IDLE,
            "How long a source partition may be silent at its log end before the watermark leaves it out."),
    WATERMARK_MAX_FUTURE(
            "watermark.max-future",
            PipelineSpec.DEFAULT_MAX_FUTURE,
            "How far an event time may be after its record's own timestamp."),
    DEDUP_HORIZON(
            "dedup.horizon",
            PipelineSpec.DEFAULT_HORIZON,
            "Within which time of an accepted event another with its id is a duplicate."),
    DEDUP_MAX_IDS(
            "dedup.max-ids",
            "",
            ValueType.COUNT,
            "How many ids may be remembered; by default as many as half of the heap holds."),
    WINDOWS_SIZE("windows.size", WindowSpec.DEFAULT_SIZE, "The length of the tumbling windows."),
    WINDOWS_BY(
            "windows.by",
            WindowSpec.DEFAULT_BY,
            ValueType.LIST,
            "The fields that group a window's rows; by default device_type where the schema has it, else none."),
    WINDOWS_AGGREGATES(
            "windows.aggregates",
            WindowSpec.DEFAULT_AGGREGATES,
            ValueType.TEXT,
            "fn(field) as name, ...; fn is count, sum, avg, min, max or stddev;"
                    + " by default count(*) alone for a schema without these fields."),
    WINDOWS_MAX_GROUPS(
            "windows.max-groups",
            "",
            ValueType.COUNT,
            "How many groups open windows may have together; by default as many as a third of the heap holds."),

    COMMIT_INTERVAL("commit.interval", PipelineSpec.DEFAULT_COMMIT_INTERVAL, "The longest time between commits."),
    COMMIT_BYTES("commit.bytes", PipelineSpec.DEFAULT_COMMIT_BYTES, "Commit earlier when so much is staged."),
    COMMIT_MAX_HOURS(
            "commit.max-hours",
            Integer.toString(LakeOptions.DEFAULT_MAX_OPEN_HOURS),
            ValueType.COUNT,
            "How many partition hours one commit may hold open at once; more are written in turn."),
    BUFFER_BYTES(
            "buffer.bytes",
            "",
            ValueType.BYTES,
            "Bound on everything in flight; by default 256MB, or a quarter of the heap where that is less."),

    COMPACT_AFTER(
            "compact.after",
            "",
            ValueType.DURATION_OF_TIME,
            "Merge the files of an hour when the watermark is so far behind its end; by default nothing is merged."),
    DEAD_LETTERS_TOPIC(
            "dead-letters.topic",
            "",
            ValueType.TEXT,
            "A topic that gets a copy of every rejected record, at least once; it must exist."),
    HTTP_HOST(
            "http.host", "127.0.0.1", ValueType.TEXT, "The address that the live page, metrics and health listen on."),
    HTTP_ALLOWED_HOSTS(
            "http.allowed-hosts",
            "",
            ValueType.LIST,
            "Further host names with dots under which browsers may ask for pages, such as that of a proxy."),
    HTTP_PORT(
            "http.port",
            "8081",
            ValueType.PORT,
            "The port of a run's live page, metrics and health; 0 is any free one, or off."),
    PRODUCE_HTTP_PORT(
            "produce.http.port",
            "8082",
            ValueType.PORT,
            "The port of the metrics of produce; 0 is any free one, or off."),

    SPARK_CHECKPOINT(
            "spark.checkpoint",
            "",
            ValueType.TEXT,
            "Where Spark notes its batches; by default a temporary folder, since the lake knows where to go on."),
    SPARK_TRIGGER(
            "spark.trigger",
            PipelineSpec.DEFAULT_COMMIT_INTERVAL,
            "How often Spark begins a batch, which is a commit."),
    SPARK_MAX_OFFSETS(
            "spark.max-offsets-per-trigger",
            "500000",
            ValueType.COUNT,
            "How many offsets one batch covers at most, over all source partitions."),
    SPARK_SHUFFLE_PARTITIONS(
            "spark.shuffle-partitions",
            "",
            ValueType.COUNT,
            "How many tasks drop duplicates and write events; by default as many as Spark has cores."),

    LOG_LEVEL(
            "log.level",
            "info",
            ValueType.choice("error", "warn", "info", "debug", "trace"),
            "How much is logged to standard error."),
    LOG_FORMAT(
            "log.format", "text", ValueType.choice("text", "json"), "Log lines as text, or as one JSON object each.");

    /** Before every key in files and the environment; optional in {@code --set}. */
    public static final String PREFIX = "sluice.";

    private final String key;
    private final String defaultText;
    private final ValueType type;
    private final String doc;

    ConfigKey(String key, String defaultText, ValueType type, String doc) {
        this.key = key;
        this.defaultText = defaultText;
        this.type = type;
        this.doc = doc;
    }

    ConfigKey(String key, Duration defaultValue, String doc) {
        this(key, ValueType.text(defaultValue), ValueType.DURATION_OF_TIME, doc);
    }

    ConfigKey(String key, long defaultBytes, String doc) {
        this(key, ValueType.text(defaultBytes), ValueType.BYTES, doc);
    }

    /** The dotted name, without prefix. */
    public String key() {
        return key;
    }

    /** The default as it would be written; "" where there is none. */
    public String defaultText() {
        return defaultText;
    }

    /** One line of documentation. */
    public String doc() {
        return doc;
    }

    /** The form of a value. */
    public String expected() {
        return type.expected();
    }

    /** The name in the environment: {@code SLUICE_SOURCE_MAX_RECORD_BYTES}. */
    public String environmentName() {
        return environmentName(key);
    }

    static String environmentName(String key) {
        return (PREFIX + key).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    ValueType type() {
        return type;
    }

    /** Whether an empty value says something: nothing is the default, or a list may be empty. */
    boolean allowsEmpty() {
        return defaultText.isEmpty() || type == ValueType.LIST;
    }

    /** The key of that name, or null. */
    public static ConfigKey of(String key) {
        for (ConfigKey candidate : values()) {
            if (candidate.key.equals(key)) {
                return candidate;
            }
        }
        return null;
    }
}
