package io.sluice.spark.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the commits of a run say, as metrics: at every scrape records read = events + duplicates + late + rejected.
 * Thread-safe.
 */
public final class DriverMetrics implements PipelineMetrics {
    private static final double[] COMMIT_SECONDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300};
    private static final double[] LATENCY_SECONDS = {0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 300, 900, 3600};
    private static final String OTHER_GROUP = "other";

    private final String topic;
    private final InstantSource clock;
    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter recordsRead = counter("records_read", "Records read and committed, whatever became of them.");
    private final Counter events =
            counter("events", "Records committed to events/, by the first field that windows are grouped by.", "group");
    private final Counter duplicates = counter("duplicates", "Events dropped because their id was known.");
    private final Counter late = counter("late", "Events committed to late/.");
    private final Counter rejected = counter("rejected", "Records committed to rejected/, by reason.", "reason");
    private final Counter windows = counter("windows", "Rows committed to windows/.");
    private final Counter bytesWritten = counter("bytes_written", "Bytes of the data files published.");
    private final Counter filesPublished = counter("files_published", "Data files published.");
    private final Counter errors = counter("errors", "Failures, by where they happened.", "stage");
    private final Histogram commitDuration = Histogram.build(
                    "sluice_commit_duration_seconds", "From the beginning of a micro-batch to its publication.")
            .buckets(COMMIT_SECONDS)
            .register(registry);
    private final BatchHistogram latency = new BatchHistogram(
                    "sluice_end_to_end_latency_seconds",
                    "From a record's own time to its publication; all records of a batch by its first.",
                    LATENCY_SECONDS)
            .register(registry);
    private final Gauge lastCommit =
            gauge("last_commit_timestamp_seconds", "When the last commit was recorded, seconds since the epoch.");
    private final Gauge watermarkLag = gauge(
            "watermark_lag_seconds", "How far the watermark is behind the wall clock; NaN before the first event.");
    private final Gauge dedupEntries = gauge("dedup_entries", "Event ids remembered.");
    private final Gauge openWindows = gauge("open_windows", "Windows that the watermark has not closed.");
    private final Gauge lag = gauge(
            "consumer_lag_records",
            "Offsets up to the log end that are not committed to the lake.",
            "topic",
            "partition");

    private final List<BatchRead> uncommitted = new ArrayList<>();
    private final Map<Integer, Long> committed = new TreeMap<>();
    private Map<String, Long> committing = Map.of();
    private long watermark = Long.MIN_VALUE;

    /** @param clock tells how late the watermark is */
    public DriverMetrics(String topic, InstantSource clock) {
        this.topic = topic;
        this.clock = clock;
        // A series that is there from the start shows its first increase; one that appears with it does not.
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.labels(reason.label());
        }
        events.labels(OTHER_GROUP);
        errors.labels("pipeline");
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.build("sluice_" + name, help).labelNames(labels).register(registry);
    }

    private Gauge gauge(String name, String help, String... labels) {
        return Gauge.build("sluice_" + name, help).labelNames(labels).register(registry);
    }

    /** Where the log of every source partition ends now. */
    public synchronized void logEnds(Map<Integer, Long> ends) {
        ends.forEach((partition, end) -> lag.labels(topic, Integer.toString(partition))
                .set(Math.max(0, end - committed.getOrDefault(partition, 0L))));
    }

    /** The run failed. */
    public void failed() {
        errors.labels("pipeline").inc();
    }

    @Override
    public synchronized void started(CommitRecord takeOver, Map<Integer, Long> positions) {
        committed.putAll(positions);
        lastCommit.set(seconds(takeOver.time()));
    }

    @Override
    public synchronized void recordsRead(BatchRead batch) {
        uncommitted.add(batch);
    }

    @Override
    public synchronized void committing(Intake intake) {
        committing = intake.eventsByGroup();
    }

    @Override
    public synchronized void state(long watermarkMicros, long entries, long open) {
        watermark = watermarkMicros;
        dedupEntries.set(entries);
        openWindows.set(open);
    }

    @Override
    public synchronized void committed(CommitRecord record, Duration duration) {
        Instant published = record.time().plus(duration);
        record.counts().values().forEach(this::count);
        committing.forEach((group, count) -> events.labels(group).inc(count));
        committing = Map.of();
        for (BatchRead batch : uncommitted) {
            if (batch.recordTime() != RecordBatch.NO_TIME) {
                latency.observe((published.toEpochMilli() - batch.recordTime()) / 1e3, batch.records());
            }
        }
        uncommitted.clear();
        record.partitions().forEach((partition, state) -> committed.put(partition, state.position()));
        for (DataFile file : record.added()) {
            filesPublished.inc();
            bytesWritten.inc(file.bytes());
            windows.inc(file.table() == Table.WINDOWS ? file.rows() : 0);
        }
        commitDuration.observe(duration.toNanos() / 1e9);
        lastCommit.set(seconds(record.time()));
    }

    private void count(PartitionCounts counts) {
        recordsRead.inc(counts.records());
        duplicates.inc(counts.duplicates());
        late.inc(counts.late());
        counts.rejected().forEach((reason, count) -> rejected.labels(reason).inc(count));
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }

    /** Everything as it is now, in Prometheus' text format. */
    public synchronized String scrape() {
        watermarkLag.set(watermark == Long.MIN_VALUE ? Double.NaN : seconds(clock.instant()) - watermark / 1e6);
        StringWriter text = new StringWriter();
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException("A string can be written", e);
        }
        return text.toString();
    }

    /** A histogram that takes a whole batch at once, which the library's would take record by record. */
    private static final class BatchHistogram extends Collector {
        private final String name;
        private final String help;
        private final double[] bounds;
        private final long[] counts;
        private double sum;

        BatchHistogram(String name, String help, double[] bounds) {
            this.name = name;
            this.help = help;
            this.bounds = bounds.clone();
            counts = new long[bounds.length + 1];
        }

        void observe(double value, long records) {
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            counts[bucket] += records;
            sum += value * records;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            List<MetricFamilySamples.Sample> samples = new ArrayList<>();
            long total = 0;
            for (int i = 0; i < counts.length; i++) {
                total += counts[i];
                String bound = doubleToGoString(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY);
                samples.add(new MetricFamilySamples.Sample(name + "_bucket", List.of("le"), List.of(bound), total));
            }
            samples.add(new MetricFamilySamples.Sample(name + "_count", List.of(), List.of(), total));
            samples.add(new MetricFamilySamples.Sample(name + "_sum", List.of(), List.of(), sum));
            return List.of(new MetricFamilySamples(name, Type.HISTOGRAM, help, samples));
        }
    }
}
