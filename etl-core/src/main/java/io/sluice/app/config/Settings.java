package io.sluice.app.config;

import io.sluice.core.event.EventRoles;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.LakeOptions;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.schema.SchemaOptions;
import io.sluice.core.schema.SchemaOptions.Reference;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The effective configuration: every key with its typed value and where it was said. Immutable. */
public final class Settings implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Keys that begin so are passed on to a library as they are. */
    static final List<String> PASSED_ON = List.of("kafka.", "hadoop.");

    /** Units of integer times as records of commits name them, and as the configuration does. */
    private static final Map<String, String> UNITS = Map.of("milliseconds", "millis", "microseconds", "micros");

    private static final Pattern STARTS_WITH_KEY = Pattern.compile("^[a-z]+[.][a-z.-]+ ");
    private static final Pattern TRAILING_COMMENT = Pattern.compile("\\s#(\\s|$)");

    private final Map<ConfigKey, Entry> entries = new EnumMap<>(ConfigKey.class);
    private final Map<ConfigKey, Object> values = new EnumMap<>(ConfigKey.class);
    private final Map<String, Entry> passedOn = new TreeMap<>();

    private Settings() {}

    /**
     * Reads the configuration.
     *
     * @param layers what it is said in; later ones win
     * @param references resolves what values refer to
     * @throws ConfigurationException naming every unknown key and every value of a wrong form
     */
    public static Settings load(List<Layer> layers, References references) {
        List<String> problems = new ArrayList<>();
        Map<String, Layer.Value> said = new TreeMap<>();
        for (Layer layer : layers) {
            problems.addAll(layer.problems());
            said.putAll(layer.values());
        }
        Settings settings = new Settings();
        settings.readKeys(said, references, problems);
        settings.readOthers(said, references, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return settings;
    }

    private void readKeys(Map<String, Layer.Value> said, References references, Collection<String> problems) {
        for (ConfigKey key : ConfigKey.values()) {
            Layer.Value value = said.get(key.key());
            Entry entry = value == null
                    ? defaultEntry(key.key(), key.defaultText())
                    : read(key.key(), value, key.defaultText(), references, problems);
            entries.put(key, entry);
            Object parsed = parse(key, entry, problems);
            if (parsed != null) {
                values.put(key, parsed);
            }
        }
    }

    private void readOthers(Map<String, Layer.Value> said, References references, Collection<String> problems) {
        said.forEach((name, value) -> {
            if (ConfigKey.of(name) != null) {
                return;
            }
            if (PASSED_ON.stream().anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length())) {
                passedOn.put(name, read(name, value, "", references, problems));
            } else {
                problems.add(value.origin() + ": unknown key " + ConfigKey.PREFIX + name + "; the nearest one is "
                        + NearestKey.to(name));
            }
        });
    }

    /**
     * The same with the settings that a lake was written with, where nothing is set.
     *
     * @param written by key, as {@link PipelineSpec#compatibilitySettings} has them
     */
    public Settings over(Map<String, String> written) {
        Settings both = new Settings();
        both.entries.putAll(entries);
        both.values.putAll(values);
        both.passedOn.putAll(passedOn);
        written.forEach((name, text) -> {
            ConfigKey key = ConfigKey.of(name);
            if (key != null && !isSet(key)) {
                String value = key.type() == ValueType.DURATION_OF_TIME
                        ? ValueType.text(Duration.parse(text))
                        : UNITS.getOrDefault(text, text);
                both.entries.put(key, new Entry(name, value, "the lake", false));
                Object parsed = parse(key, both.entries.get(key), new ArrayList<>());
                if (parsed != null) {
                    both.values.put(key, parsed);
                }
            }
        });
        return both;
    }

    private static Entry defaultEntry(String name, String text) {
        return new Entry(name, text, Entry.DEFAULT, SecretNames.isSecretName(name));
    }

    private static Entry read(
            String name, Layer.Value value, String defaultText, References references, Collection<String> problems) {
        boolean secret = SecretNames.isSecretName(name) || References.bringSecrets(value.text());
        try {
            Entry entry = new Entry(name, references.resolve(name, value.text()), value.origin(), secret);
            if (TRAILING_COMMENT.matcher(value.text()).find() && !secret) {
                problems.add(refusal(entry, "a value without a comment behind it; comments need lines of their own"));
            }
            return entry;
        } catch (ConfigurationException e) {
            problems.addAll(e.problems());
            return defaultEntry(name, defaultText);
        }
    }

    private static Object parse(ConfigKey key, Entry entry, Collection<String> problems) {
        if (entry.value().isEmpty() && key.allowsEmpty()) {
            return key.type() == ValueType.LIST ? List.of() : null;
        }
        Object value = entry.value().contains("${") ? null : key.type().parse(entry.value());
        if (value == null) {
            problems.add(refusal(entry, key.expected()));
        }
        return value;
    }

    private static String refusal(Entry entry, String expected) {
        return entry.origin() + ": " + ConfigKey.PREFIX + entry.key() + "=" + entry.printable()
                + " is not usable; expected " + expected;
    }

    /** Every effective value: the known keys in the order of their table, then what is passed on. */
    public List<Entry> entries() {
        List<Entry> all = new ArrayList<>(entries.values());
        all.addAll(passedOn.values());
        return all;
    }

    /** One effective value. */
    public Entry entry(ConfigKey key) {
        return entries.get(key);
    }

    /** Whether somebody set the key. */
    public boolean isSet(ConfigKey key) {
        return !entries.get(key).isDefault();
    }

    /** The text of a key, null where it is empty and has no default. */
    public String text(ConfigKey key) {
        return (String) values.get(key);
    }

    public Duration duration(ConfigKey key) {
        return (Duration) values.get(key);
    }

    /** A size in bytes or a count; null where it is empty and has no default. */
    public Long number(ConfigKey key) {
        return (Long) values.get(key);
    }

    /** The port of a key; negative where it is off. */
    public int port(ConfigKey key) {
        return Math.toIntExact(number(key));
    }

    public boolean flag(ConfigKey key) {
        return Boolean.parseBoolean(text(key));
    }

    public List<String> list(ConfigKey key) {
        List<String> items = new ArrayList<>();
        for (Object item : (List<?>) values.get(key)) {
            items.add((String) item);
        }
        return items;
    }

    /** The files to read instead of a topic; empty where a topic is read. */
    public List<Path> sourceFiles() {
        return list(ConfigKey.SOURCE_FILES).stream().map(Path::of).toList();
    }

    /** Whether offsets that are gone are passed over, as a gap. */
    public boolean continuesOnLost() {
        return text(ConfigKey.SOURCE_ON_LOST).equals("continue");
    }

    /** What goes to the Kafka clients, prefix removed: {@code bootstrap.servers}, {@code group.id} and what was set. */
    public Map<String, String> kafka() {
        Map<String, String> properties = withoutPrefix("kafka.");
        properties.put("bootstrap.servers", text(ConfigKey.KAFKA_BOOTSTRAP_SERVERS));
        properties.put("group.id", text(ConfigKey.KAFKA_GROUP_ID));
        return properties;
    }

    /** What goes to Hadoop, prefix removed. */
    public Map<String, String> hadoop() {
        return withoutPrefix("hadoop.");
    }

    /** Where the lake is and how it is written. */
    public LakeOptions lake() {
        return new LakeOptions(
                text(ConfigKey.LAKE_URI),
                hadoop(),
                flag(ConfigKey.LAKE_SINGLE_WRITER),
                text(ConfigKey.LAKE_COMPRESSION),
                text(ConfigKey.LAKE_UUID),
                (int) Math.min(number(ConfigKey.COMMIT_MAX_HOURS), Integer.MAX_VALUE));
    }

    private Map<String, String> withoutPrefix(String prefix) {
        Map<String, String> properties = new TreeMap<>();
        passedOn.forEach((name, entry) -> {
            if (name.startsWith(prefix)) {
                properties.put(name.substring(prefix.length()), entry.value());
            }
        });
        return properties;
    }

    /**
     * The schema of the events.
     *
     * @throws io.sluice.core.schema.SchemaException if the file cannot be used
     */
    public EventSchema schema() {
        String file = text(ConfigKey.SCHEMA);
        return file.equals(ConfigKey.SCHEMA.defaultText()) ? withUnknown(EventSchema.builtIn()) : schema(Path.of(file));
    }

    /**
     * The schema of a file, read as the configuration says.
     *
     * @throws io.sluice.core.schema.SchemaException if the file cannot be used
     */
    public EventSchema schema(Path file) {
        List<Reference> references = new ArrayList<>();
        for (String referred : list(ConfigKey.SCHEMA_REFS)) {
            references.add(EventSchema.reference(file, Path.of(referred)));
        }
        return withUnknown(EventSchema.load(file, schemaOptions(references)));
    }

    /** How schemas are read, with the files of {@code schema.refs} as they were read. */
    public SchemaOptions schemaOptions(List<Reference> references) {
        return new SchemaOptions(
                references,
                text(ConfigKey.SCHEMA_FORMATS).equals("assertion"),
                Set.of(text(ConfigKey.EVENT_ID), text(ConfigKey.EVENT_TIME)),
                text(ConfigKey.SCHEMA_UNKNOWN_KEYWORDS).equals("refuse"));
    }

    /** A schema that was read elsewhere, treating fields it doesn't name as the configuration says. */
    public EventSchema withUnknown(EventSchema schema) {
        return text(ConfigKey.SCHEMA_UNKNOWN).equals("keep") ? schema.keepingUnknown() : schema;
    }

    /**
     * The pipeline this configuration describes.
     *
     * @throws io.sluice.core.schema.SchemaException if the schema cannot be used
     * @throws ConfigurationException if a key names a field in a way the schema does not allow
     */
    public PipelineSpec pipelineSpec() {
        return pipelineSpec(schema());
    }

    /**
     * The pipeline this configuration describes, for a schema that was read elsewhere.
     *
     * @param schema as {@link #schema} or {@link #withUnknown} gives it
     * @throws ConfigurationException if a key names a field in a way the schema does not allow
     */
    public PipelineSpec pipelineSpec(EventSchema schema) {
        EventRoles roles = checked(() -> roles(schema));
        PipelineSpec defaults = PipelineSpec.of(schema, roles);
        return checked(() -> sized(defaults.withLateness(duration(ConfigKey.WATERMARK_LATENESS))
                .withIdle(duration(ConfigKey.WATERMARK_IDLE))
                .withMaxFuture(duration(ConfigKey.WATERMARK_MAX_FUTURE))
                .withHorizon(duration(ConfigKey.DEDUP_HORIZON))
                .withWindows(windows(schema, defaults.windows()))
                .withCommits(duration(ConfigKey.COMMIT_INTERVAL), number(ConfigKey.COMMIT_BYTES))
                .withMaxRecordBytes(maxRecordBytes())));
    }

    /** What is bounded by the heap where it is not set. */
    private PipelineSpec sized(PipelineSpec spec) {
        Long maxIds = number(ConfigKey.DEDUP_MAX_IDS);
        Long maxGroups = number(ConfigKey.WINDOWS_MAX_GROUPS);
        Long bufferBytes = number(ConfigKey.BUFFER_BYTES);
        return spec.withMaxIds(maxIds == null ? spec.maxIds() : maxIds)
                .withMaxGroups(
                        maxGroups == null
                                ? PipelineSpec.defaultMaxGroups(
                                        Runtime.getRuntime().maxMemory(), spec.windows())
                                : maxGroups)
                .withBufferBytes(bufferBytes == null ? spec.bufferBytes() : bufferBytes);
    }

    private int maxRecordBytes() {
        long bytes = number(ConfigKey.SOURCE_MAX_RECORD_BYTES);
        if (bytes > 1 << 30) {
            throw new IllegalArgumentException("source.max-record-bytes must be at most 1GB, got " + bytes);
        }
        return (int) bytes;
    }

    private EventRoles roles(EventSchema schema) {
        String timePath = text(ConfigKey.EVENT_TIME);
        TimeUnit unit = unit(text(ConfigKey.EVENT_TIME_UNIT));
        Field time = schema.field(timePath);
        if (unit != null && time != null && time.type() == FieldType.TIMESTAMP) {
            throw new IllegalArgumentException(
                    "event.time-unit is for integer times, but " + timePath + " is a date-time; leave the key out");
        }
        return EventRoles.of(schema, text(ConfigKey.EVENT_ID), timePath, unit);
    }

    private static TimeUnit unit(String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case "seconds" -> TimeUnit.SECONDS;
            case "millis" -> TimeUnit.MILLISECONDS;
            case "micros" -> TimeUnit.MICROSECONDS;
            default -> throw new IllegalArgumentException("event.time-unit has no unit " + name);
        };
    }

    private WindowSpec windows(EventSchema schema, WindowSpec defaults) {
        List<Field> by = isSet(ConfigKey.WINDOWS_BY)
                ? list(ConfigKey.WINDOWS_BY).stream()
                        .map(path -> column(schema, path))
                        .toList()
                : defaults.by();
        List<Aggregate> aggregates = isSet(ConfigKey.WINDOWS_AGGREGATES)
                ? Aggregate.parseList(text(ConfigKey.WINDOWS_AGGREGATES), schema)
                : defaults.aggregates();
        return new WindowSpec(duration(ConfigKey.WINDOWS_SIZE), by, aggregates);
    }

    private static Field column(EventSchema schema, String path) {
        Field field = schema.field(path);
        if (field == null || field.isGroup()) {
            throw new IllegalArgumentException("windows.by names " + path + ", which is no column of schema "
                    + schema.name() + "; its columns are " + schema.columnPaths());
        }
        return field;
    }

    private static <T> T checked(Supplier<T> construction) {
        try {
            return construction.get();
        } catch (IllegalArgumentException e) {
            boolean namesKey = STARTS_WITH_KEY.matcher(e.getMessage()).find();
            throw new ConfigurationException(
                    namesKey ? ConfigKey.PREFIX + e.getMessage() : "Configuration: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Settings " + entries();
    }
}
