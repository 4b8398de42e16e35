package io.sluice.standalone.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The metrics of a run of the pipeline. All counts come from commit records, so that at every scrape records read =
 * events + duplicates + late + rejected, and a counter never tells of what a crash would take back. They count from the
 * start of the process. Thread-safe: the pipeline's thread tells, any thread scrapes.
 */
public final class RunMetrics implements PipelineMetrics {
    private static final double[] COMMIT_SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
    private static final double[] LATENCY_SECONDS = {0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 300, 900, 3600};

    private static final String OTHER_GROUP = "other";

    /** Where something can go wrong. */
    public enum Stage {
        /** Reading: the brokers or the files. */
        SOURCE,
        /** Writing: the lake's store. */
        LAKE,
        /** Everything between. */
        PIPELINE;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String topic;
    private final InstantSource clock;
    private final CollectorRegistry registry = new CollectorRegistry();
    private final Exposition exposition = new Exposition(registry, this);

    private final Counter recordsRead = counter("records_read", "Records read and committed, whatever became of them.");
    private final Counter events = Counter.build(
                    "sluice_events", "Records committed to events/, by the first field that windows are grouped by.")
            .labelNames("group")
            .register(registry);
    private final Counter duplicates = counter("duplicates", "Events dropped because their id was known.");
    private final Counter late = counter("late", "Events committed to late/.");
    private final Counter rejected = Counter.build("sluice_rejected", "Records committed to rejected/, by reason.")
            .labelNames("reason")
            .register(registry);
    private final Counter windows = counter("windows", "Rows committed to windows/.");
    private final Counter bytesWritten = counter("bytes_written", "Bytes of the data files published.");
    private final Counter filesPublished = counter("files_published", "Data files published.");
    private final Counter compactions = counter("compactions", "Hours whose files were merged.");
    private final Counter filesCompacted = counter("files_compacted", "Data files replaced by merged ones.");
    private final Counter deadLetters =
            counter("dead_letters", "Copies of rejected records delivered to the dead-letter topic, repeats included.");
    private final Counter errors = Counter.build("sluice_errors", "Failures, by where they happened.")
            .labelNames("stage")
            .register(registry);
    private final Histogram commitDuration = Histogram.build(
                    "sluice_commit_duration_seconds", "From the end of a commit's intake to its publication.")
            .buckets(COMMIT_SECONDS)
            .register(registry);
    private final WeightedHistogram latency = new WeightedHistogram(
                    "sluice_end_to_end_latency_seconds",
                    "From a record's own time to its publication; all records of a batch by its first.",
                    LATENCY_SECONDS)
            .register(registry);
    private final Gauge lastCommit =
            gauge("last_commit_timestamp_seconds", "When the last commit was recorded, seconds since the epoch.");
    private final Gauge standingBy =
            gauge("standing_by", "1 while the run waits because another writer owns the lake, else 0.");
    private final Gauge watermarkLag = gauge(
            "watermark_lag_seconds", "How far the watermark is behind the wall clock; NaN before the first event.");
    private final Gauge dedupEntries = gauge("dedup_entries", "Event ids remembered.");
    private final Gauge openWindows = gauge("open_windows", "Windows that the watermark has not closed.");
    private final Gauge lag = Gauge.build(
                    "sluice_consumer_lag_records", "Offsets up to the log end that are not committed to the lake.")
            .labelNames("topic", "partition")
            .register(registry);
    private final KafkaClientMetrics consumer = KafkaClientMetrics.ofConsumer().register(registry);

    private Map<String, Long> committing = Map.of();
    private final Map<Integer, ArrayDeque<BatchRead>> uncommitted = new HashMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private Map<Integer, Long> logEnds = Map.of();
    private Set<Integer> partitionsWithLag = Set.of();
    private long watermark = Long.MIN_VALUE;
    private long lettersSent;

    /**
     * @param topic what is read, or null for files, which have neither lag nor record times
     * @param clock tells how late the watermark is
     */
    public RunMetrics(String topic, InstantSource clock) {
        this.topic = topic;
        this.clock = clock;
        // A series that is there from the start shows its first increase; one that appears with it does not.
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.labels(reason.label());
        }
        events.labels(OTHER_GROUP);
        for (Stage stage : Stage.values()) {
            errors.labels(stage.label());
        }
    }

    private Counter counter(String name, String help) {
        return Counter.build("sluice_" + name, help).register(registry);
    }

    private Gauge gauge(String name, String help) {
        return Gauge.build("sluice_" + name, help).register(registry);
    }

    /** Tells the numbers of a Kafka consumer too, by Kafka's names as {@code group/name}. */
    public void tellConsumer(Supplier<Map<String, Double>> numbers) {
        consumer.tell(numbers);
    }

    /** Where the log of every source partition ends now, asked of the brokers; empty where they do not answer. */
    public synchronized void logEnds(Map<Integer, Long> ends) {
        logEnds = Map.copyOf(ends);
    }

    /** Something went wrong. */
    public void failed(Stage stage) {
        errors.labels(stage.label()).inc();
    }

    @Override
    public void standingBy(ActiveWriter writer) {
        standingBy.set(1);
    }

    @Override
    public synchronized void started(CommitRecord takeOver, Map<Integer, Long> positions) {
        standingBy.set(0);
        committed.putAll(positions);
        lastCommit.set(seconds(takeOver.time()));
    }

    @Override
    public synchronized void recordsRead(BatchRead batch) {
        if (topic != null && batch.records() > 0 && batch.recordTime() != RecordBatch.NO_TIME) {
            uncommitted
                    .computeIfAbsent(batch.partition(), any -> new ArrayDeque<>())
                    .add(batch);
        }
    }

    @Override
    public synchronized void state(long watermarkMicros, long entries, long open) {
        watermark = watermarkMicros;
        dedupEntries.set(entries);
        openWindows.set(open);
    }

    @Override
    public synchronized void committing(Intake intake) {
        committing = intake.eventsByGroup();
    }

    @Override
    public synchronized void committed(CommitRecord record, Duration duration) {
        Instant published = record.time().plus(duration);
        record.counts().forEach((partition, counts) -> {
            count(counts);
            observeLatency(uncommitted.get(partition), counts.nextPosition(), published);
        });
        countEvents(record);
        record.partitions().forEach((partition, state) -> committed.put(partition, state.position()));
        for (DataFile file : record.added()) {
            filesPublished.inc();
            bytesWritten.inc(file.bytes());
            if (file.table() == Table.WINDOWS) {
                windows.inc(file.rows());
            }
        }
        commitDuration.observe(duration.toNanos() / 1e9);
        lastCommit.set(seconds(record.time()));
    }

    @Override
    public void compacted(CommitRecord record) {
        compactions.inc();
        filesCompacted.inc(record.removed().size());
    }

    @Override
    public synchronized void deadLetters(long sent) {
        deadLetters.inc(sent - lettersSent);
        lettersSent = sent;
    }

    private void count(PartitionCounts counts) {
        recordsRead.inc(counts.records());
        duplicates.inc(counts.duplicates());
        late.inc(counts.late());
        counts.rejected().forEach((reason, count) -> rejected.labels(reason).inc(count));
    }

    /** The record decides how many there are, so that the accounting holds; the groups only divide them. */
    private void countEvents(CommitRecord record) {
        long left = 0;
        for (PartitionCounts counts : record.counts().values()) {
            left += counts.events();
        }
        if (record.kind() == CommitRecord.Kind.INGEST) {
            for (Map.Entry<String, Long> group : committing.entrySet()) {
                long count = Math.min(left, group.getValue());
                events.labels(group.getKey()).inc(count);
                left -= count;
            }
            committing = Map.of();
        }
        events.labels(OTHER_GROUP).inc(left);
    }

    private void observeLatency(ArrayDeque<BatchRead> batches, long nextPosition, Instant published) {
        while (batches != null && !batches.isEmpty() && batches.peek().nextOffset() <= nextPosition) {
            BatchRead batch = batches.remove();
            latency.observe((published.toEpochMilli() - batch.recordTime()) / 1e3, batch.records());
        }
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }

    /**
     * Everything as it is now.
     *
     * @param accept the header of that name, or null
     */
    public Scrape scrape(String accept) {
        return exposition.scrape(accept, this::refresh);
    }

    private void refresh() {
        watermarkLag.set(watermark == Long.MIN_VALUE ? Double.NaN : seconds(clock.instant()) - watermark / 1e6);
        updateLag();
    }

    /** A lag that nobody knows is not told: an old one would look like a pipeline that keeps up. */
    private void updateLag() {
        for (int partition : partitionsWithLag) {
            if (!logEnds.containsKey(partition)) {
                lag.remove(topic, Integer.toString(partition));
            }
        }
        partitionsWithLag = new TreeSet<>(logEnds.keySet());
        logEnds.forEach((partition, end) -> lag.labels(topic, Integer.toString(partition))
                .set(Math.max(0, end - committed.getOrDefault(partition, 0L))));
    }
}
