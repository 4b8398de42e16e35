package io.sluice.standalone;

import static io.sluice.app.config.ConfigurationException.checked;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.query.LakeDefaults;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.Lake;
import io.sluice.core.port.NamedFile;
import io.sluice.core.query.DataQuality;
import io.sluice.core.query.QuerySpec;
import io.sluice.kafka.KafkaDeadLetters;
import io.sluice.kafka.KafkaEventSource;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.KafkaSourceConfig;
import io.sluice.kafka.StartPosition;
import io.sluice.kafka.TopicAdmin;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.audit.LakeAudit;
import io.sluice.lake.audit.LakeSearch;
import io.sluice.lake.audit.LakeStatus;
import io.sluice.lake.commit.CommitCounts;
import io.sluice.lake.commit.WrittenSettings;
import io.sluice.lake.compact.BackgroundCompaction;
import io.sluice.lake.compact.CompactionRequest;
import io.sluice.lake.compact.Compactor;
import io.sluice.lake.replay.RejectedReplay;
import io.sluice.lake.replay.ReplayRequest;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoreLocation;
import io.sluice.lake.store.StoredFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;

/** The only place where adapters are constructed: from the configuration to the ports. */
public final class Wiring {
    /** Longest wait for one answer of the brokers. */
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(15);

    private final Settings settings;

    public Wiring(Settings settings) {
        this.settings = settings;
    }

    /** The topic, or the files where some are configured. Has not connected yet. */
    public EventSource source() {
        return source(NdjsonSource.Use.INGEST);
    }

    /**
     * The topic, or the files where some are configured. Has not connected yet.
     *
     * @param use of files
     */
    public EventSource source(NdjsonSource.Use use) {
        List<Path> files = settings.sourceFiles();
        if (files.isEmpty()) {
            return kafkaSource(kafkaSourceConfig());
        }
        long maxRecordBytes = settings.number(ConfigKey.SOURCE_MAX_RECORD_BYTES);
        return checked("source.files", () -> new NdjsonSource(files, (int) maxRecordBytes, use));
    }

    /**
     * Connects a source, so that a client property that Kafka does not accept is known for what it is.
     *
     * @throws ConfigurationException if it cannot even try
     */
    public void connect(EventSource source) {
        checked("kafka", source::identity);
    }

    /** The lake a pipeline writes. Has read and written nothing yet. */
    public Lake lake(PipelineSpec spec) {
        return new ParquetLake(lakeConfig(spec));
    }

    /** How the lake is written. */
    LakeConfig lakeConfig(PipelineSpec spec) {
        return checked("lake", () -> LakeConfig.of(settings.lake(), spec, InstantSource.system()));
    }

    private ObjectStore store() {
        return checked("lake", location()::open);
    }

    /** Where the lake is. */
    StoreLocation location() {
        return checked("lake", () -> StoreLocation.of(settings.lake()));
    }

    /** The lake as it is configured, for people. */
    public String lakeUri() {
        return settings.text(ConfigKey.LAKE_URI);
    }

    /** The question where no option says something else: by the lake's own settings. */
    public QuerySpec defaultQuestion(ParquetEventScan scan) {
        return scan.written()
                .map(written -> LakeDefaults.of(settings, written.settings(), written::schema))
                .orElseGet(() -> QuerySpec.DEFAULT.withId(text(ConfigKey.EVENT_ID)));
    }

    /** The pipeline that the lake was last written by, as far as the configuration says nothing else. */
    public PipelineSpec writtenPipeline() {
        return WrittenSettings.of(existingStore())
                .map(written -> {
                    Settings own = settings.over(written.settings());
                    return settings.isSet(ConfigKey.SCHEMA)
                            ? own.pipelineSpec()
                            : own.pipelineSpec(own.withUnknown(written.schema()));
                })
                .orElseGet(settings::pipelineSpec);
    }

    /** The topic that is read; null where files are. */
    public String topic() {
        return settings.sourceFiles().isEmpty() ? text(ConfigKey.SOURCE_TOPIC) : null;
    }

    /** A file that somebody named by a path or a URI. */
    public NamedFile file(String name) {
        return new StoredFile(name, settings.hadoop());
    }

    /**
     * The committed events, or those of a plain folder of Parquet files.
     *
     * @throws ConfigurationException if there is neither
     */
    public ParquetEventScan scan() {
        StoreLocation location = location();
        return checked("lake", () -> ParquetEventScan.find(location))
                .orElseThrow(() -> ConfigurationException.noLake(location));
    }

    /** What the commits say that wrote rows between two microseconds; nothing for a plain folder of files. */
    public Optional<DataQuality> quality(long from, long to) {
        return CommitCounts.of(store(), from, to);
    }

    /**
     * Where the lake stands.
     *
     * @throws ConfigurationException if there is no such folder
     */
    public LakeStatus lakeStatus() {
        return LakeStatus.of(existingStore());
    }

    /**
     * An audit of the lake, whose records it has read.
     *
     * @param checksums whether to compare the checksums of all files
     * @param rowsRead is given the rows of each file that was read
     * @throws ConfigurationException if there is no such folder
     */
    public LakeAudit audit(boolean checksums, LongConsumer rowsRead) {
        return LakeAudit.open(existingStore(), checksums, rowsRead);
    }

    /**
     * A search of the lake's tables.
     *
     * @throws ConfigurationException if there is no such folder
     */
    public LakeSearch search(PipelineSpec spec) {
        return LakeSearch.open(existingStore(), spec.roles());
    }

    /**
     * Another validation of rejected records. Has written nothing yet.
     *
     * @throws ConfigurationException if there is no such folder
     */
    public RejectedReplay replay(PipelineSpec spec, ReplayRequest request) {
        existingStore();
        try (EventSource source = source()) {
            return RejectedReplay.open(lakeConfig(spec), spec, source.stampsRecords(), request);
        }
    }

    /**
     * A compactor of the lake.
     *
     * @throws ConfigurationException if there is no such lake
     */
    public Compactor compactor() {
        Compactor compactor = Compactor.open(existingStore(), InstantSource.system());
        if (compactor.isEmpty()) {
            throw ConfigurationException.noLake(location());
        }
        return compactor;
    }

    /** What the summaries of closed days answer. */
    public QuerySpec summaryQuestion() {
        return QuerySpec.DEFAULT.withId(text(ConfigKey.EVENT_ID));
    }

    /** Compacts hours as they close, if the configuration says so; else nothing. */
    public Optional<BackgroundCompaction> backgroundCompaction(BackgroundCompaction.Listener listener) {
        Duration after = settings.duration(ConfigKey.COMPACT_AFTER);
        if (after == null) {
            return Optional.empty();
        }
        CompactionRequest request = CompactionRequest.ALL.withAfter(after);
        return Optional.of(BackgroundCompaction.start(
                request,
                (due, stopped, done) -> {
                    Compactor compactor = compactor();
                    compactor.run(due, stopped, done);
                    compactor.summarise(due, summaryQuestion(), stopped, null);
                },
                listener));
    }

    /** Whether the lake is a folder. */
    public boolean isLakeLocal() {
        return location().isLocal();
    }

    private ObjectStore existingStore() {
        StoreLocation location = location();
        if (location.isLocal() && !Files.isDirectory(location.folder())) {
            throw ConfigurationException.noLake(location);
        }
        return store();
    }

    /**
     * Tries to write to the lake's place, and says where it is.
     *
     * @throws io.sluice.core.port.LakeUnavailableException if it cannot be written
     */
    public String probeLake() {
        ObjectStore store = store();
        String probe = ObjectStore.TEMPORARY_FOLDER + "/probe-" + UUID.randomUUID();
        store.createIfAbsent(probe, new byte[] {'\n'});
        store.delete(probe);
        return store + " can be written";
    }

    /**
     * The source, to be looked at only: it waits no longer than this for an answer, offsets that are lost are passed
     * over, and no consumer group hears of it. Has not connected yet.
     */
    public EventSource observedSource(Duration timeout) {
        if (!settings.sourceFiles().isEmpty()) {
            return source(NdjsonSource.Use.OBSERVE);
        }
        Map<String, String> client = settings.kafka();
        client.remove("group.id");
        return kafkaSource(checked("kafka", () -> KafkaSourceConfig.of(text(ConfigKey.SOURCE_TOPIC), client)
                .withOnLost(KafkaSourceConfig.OnLost.CONTINUE)
                .withTimeouts(timeout, timeout)));
    }

    /**
     * Where copies of rejected records go. Has not connected yet.
     *
     * @throws ConfigurationException if that is the topic they are read from
     */
    public DeadLetters deadLetters() {
        String topic = text(ConfigKey.DEAD_LETTERS_TOPIC);
        if (topic == null) {
            return DeadLetters.NONE;
        }
        if (settings.sourceFiles().isEmpty() && topic.equals(text(ConfigKey.SOURCE_TOPIC))) {
            throw new ConfigurationException("sluice.dead-letters.topic is " + topic
                    + ", which is sluice.source.topic too: every dead letter would be read and rejected again;"
                    + " name another topic");
        }
        return checked("kafka", () -> new KafkaDeadLetters(topic, settings.kafka(), KAFKA_TIMEOUT));
    }

    private EventSource kafkaSource(KafkaSourceConfig config) {
        return checked("kafka", () -> new KafkaEventSource(config));
    }

    /** How the topic is read. */
    KafkaSourceConfig kafkaSourceConfig() {
        return checked("kafka", () -> KafkaSourceConfig.of(text(ConfigKey.SOURCE_TOPIC), settings.kafka())
                .withStart(StartPosition.parse(text(ConfigKey.SOURCE_START)))
                .withKeys(text(ConfigKey.DEAD_LETTERS_TOPIC) != null)
                .withOnLost(
                        settings.continuesOnLost()
                                ? KafkaSourceConfig.OnLost.CONTINUE
                                : KafkaSourceConfig.OnLost.FAIL));
    }

    /** Writes to the configured topic. */
    public KafkaProducerSink producer() {
        return checked(
                "kafka", () -> new KafkaProducerSink(text(ConfigKey.SOURCE_TOPIC), settings.kafka(), KAFKA_TIMEOUT));
    }

    /** Makes and describes topics. */
    public TopicAdmin topics() {
        return topics(KAFKA_TIMEOUT);
    }

    /** Makes and describes topics, each answer within a time. */
    public TopicAdmin topics(Duration timeout) {
        return checked("kafka", () -> new TopicAdmin(settings.kafka(), timeout));
    }

    private String text(ConfigKey key) {
        return settings.text(key);
    }
}
