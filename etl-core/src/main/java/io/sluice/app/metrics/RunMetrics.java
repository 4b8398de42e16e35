package io.sluice.app.metrics;

import io.sluice.app.metrics.MetricFamily.Type;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of a run of the pipeline. All counts come from commit records, so that at every scrape records read =
 * events + duplicates + late + rejected, and a counter never tells of what a crash would take back. They count from the
 * start of the process. Thread-safe: the pipeline's thread tells, any thread scrapes.
 */
public final class RunMetrics implements PipelineMetrics {
    private static final double[] COMMIT_SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300};
    private static final double[] LATENCY_SECONDS = {0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 300, 900, 3600};

    private static final String OTHER_GROUP = "other";

    private final String topic;
    private final InstantSource clock;
    private final List<Meter> meters = new ArrayList<>();
    private final Meter recordsRead = counter("records_read", "Records read and committed, whatever became of them.");
    private final Meter events =
            counter("events", "Records committed to events/, by the first field that windows are grouped by.", "group");
    private final Meter duplicates = counter("duplicates", "Events dropped because their id was known.");
    private final Meter late = counter("late", "Events committed to late/.");
    private final Meter rejected = counter("rejected", "Records committed to rejected/, by reason.", "reason");
    private final Meter windows = counter("windows", "Rows committed to windows/.");
    private final Meter bytesWritten = counter("bytes_written", "Bytes of the data files published.");
    private final Meter filesPublished = counter("files_published", "Data files published.");
    private final Meter compactions = counter("compactions", "Hours whose files were merged.");
    private final Meter filesCompacted = counter("files_compacted", "Data files replaced by merged ones.");
    private final Meter deadLetters =
            counter("dead_letters", "Copies of rejected records delivered to the dead-letter topic, repeats included.");
    private final Meter errors = counter("errors", "Failures, by where they happened.", "stage");
    private final HistogramMeter commitDuration = new HistogramMeter(
            "sluice_commit_duration_seconds", "From the end of a commit's intake to its publication.", COMMIT_SECONDS);
    private final HistogramMeter latency = new HistogramMeter(
            "sluice_end_to_end_latency_seconds",
            "From a record's own time to its publication; all records of a batch by its first.",
            LATENCY_SECONDS);
    private final Meter lastCommit =
            gauge("last_commit_timestamp_seconds", "When the last commit was recorded, seconds since the epoch.");
    private final Meter standingBy =
            gauge("standing_by", "1 while the run waits because another writer owns the lake, else 0.");
    private final Meter watermarkLag = gauge(
            "watermark_lag_seconds", "How far the watermark is behind the wall clock; NaN before the first event.");
    private final Meter dedupEntries = gauge("dedup_entries", "Event ids remembered.");
    private final Meter openWindows = gauge("open_windows", "Windows that the watermark has not closed.");
    private final Meter lag = gauge(
            "consumer_lag_records",
            "Offsets up to the log end that are not committed to the lake.",
            "topic",
            "partition");

    private Map<String, Long> committing = Map.of();
    private final Map<Integer, ArrayDeque<BatchRead>> uncommitted = new HashMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private Map<Integer, Long> logEnds = Map.of();
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
            rejected.add(0, reason.label());
        }
        events.add(0, OTHER_GROUP);
        for (Stage stage : Stage.values()) {
            errors.add(0, stage.label());
        }
    }

    private Meter counter(String name, String help, String... labels) {
        return meter(name, Type.COUNTER, help, labels);
    }

    private Meter gauge(String name, String help, String... labels) {
        return meter(name, Type.GAUGE, help, labels);
    }

    private Meter meter(String name, Type type, String help, String... labels) {
        Meter meter = new Meter("sluice_" + name, type, help, labels);
        meters.add(meter);
        return meter;
    }

    /** Where the log of every source partition ends now, asked of the brokers; empty where they do not answer. */
    public synchronized void logEnds(Map<Integer, Long> ends) {
        logEnds = Map.copyOf(ends);
    }

    /** Something went wrong. */
    public synchronized void failed(Stage stage) {
        errors.add(1, stage.label());
    }

    @Override
    public synchronized void standingBy(ActiveWriter writer) {
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
            filesPublished.add(1);
            bytesWritten.add(file.bytes());
            if (file.table() == Table.WINDOWS) {
                windows.add(file.rows());
            }
        }
        commitDuration.observe(duration.toNanos() / 1e9, 1);
        lastCommit.set(seconds(record.time()));
    }

    @Override
    public synchronized void compacted(CommitRecord record) {
        compactions.add(1);
        filesCompacted.add(record.removed().size());
    }

    @Override
    public synchronized void deadLetters(long sent) {
        deadLetters.add(sent - lettersSent);
        lettersSent = sent;
    }

    private void count(PartitionCounts counts) {
        recordsRead.add(counts.records());
        duplicates.add(counts.duplicates());
        late.add(counts.late());
        counts.rejected().forEach((reason, count) -> rejected.add(count, reason));
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
                events.add(count, group.getKey());
                left -= count;
            }
            committing = Map.of();
        }
        events.add(left, OTHER_GROUP);
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

    /** Everything as it is at one moment. */
    public synchronized List<MetricFamily> families() {
        watermarkLag.set(watermark == Long.MIN_VALUE ? Double.NaN : seconds(clock.instant()) - watermark / 1e6);
        // A lag that is not known has no sample: an old one would look like a pipeline that keeps up.
        lag.clear();
        new TreeMap<>(logEnds)
                .forEach((partition, end) -> lag.set(
                        Math.max(0, end - committed.getOrDefault(partition, 0L)), topic, Integer.toString(partition)));
        List<MetricFamily> families = new ArrayList<>();
        meters.forEach(meter -> families.add(meter.family()));
        families.add(commitDuration.family());
        families.add(latency.family());
        return families;
    }
}
