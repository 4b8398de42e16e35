package io.sluice.spark.batch;

import io.sluice.core.dedup.Horizon;
import io.sluice.core.engine.PipelineState;
import io.sluice.core.engine.Tally;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.pipeline.RunTotals;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.StagedCommit.CommitDraft;
import io.sluice.core.port.Standby;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.window.WindowRow;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.write.TaskWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Brings micro-batches into a lake, each in one commit. The lake is the only state: offsets below its position are passed
 * over, whoever brought them, so a batch may come again, in whole or in part, and from any checkpoint.
 *
 * <p>Lives in the driver. Thread-safe: batches come from Spark's thread, silence and the end from another.
 */
public final class MicroBatches implements AutoCloseable {
    private final EtlJob job;
    private final PipelineSpec spec;
    private final SourceIdentity source;
    private final LakeConfig config;
    private final ParquetLake lake;
    private final Options options;
    private final PipelineMetrics metrics;
    private final InstantSource clock;
    private final RunTotals totals = new RunTotals();
    private final long[] winners;
    private final String[] locations;

    private final PipelineState state;
    private boolean positionsRecorded = true;
    private long parts;
    private long ids;
    private Map<Integer, Long> targets = Map.of();
    private Consumer<Map<Integer, Long>> acknowledgement = positions -> {};
    private Consumer<SourceIdentity> confirmation = read -> {};

    /**
     * How batches are made.
     *
     * @param shards tasks of the second stage
     * @param continueOnDataLoss whether offsets that are gone are recorded as a gap instead of stopping
     * @param acceptChange record changed settings instead of refusing them
     * @param heartbeat how often this writer gives a sign of life; zero for none
     * @param standby what is done beside a writer that lives
     * @param beginnings where reading of the topic begins, asked when the lake knows no position in it
     */
    public record Options(
            int shards,
            boolean continueOnDataLoss,
            boolean acceptChange,
            Duration heartbeat,
            Standby standby,
            Supplier<Map<Integer, Long>> beginnings) {
        public Options {
            if (shards < 1) {
                throw new IllegalArgumentException("spark.shuffle-partitions must be at least 1, got " + shards);
            }
        }
    }

    private MicroBatches(
            EtlJob job, SourceIdentity source, Options options, PipelineMetrics metrics, InstantSource clock) {
        this.job = job;
        this.source = source;
        this.options = options;
        this.metrics = metrics;
        this.clock = clock;
        spec = job.spec();
        state = spec.state();
        config = job.lake();
        lake = new ParquetLake(config);
        winners = new long[options.shards];
        Arrays.fill(winners, -1);
        locations = new String[options.shards];
    }

    /**
     * Takes the lake over.
     *
     * @throws io.sluice.core.port.LakeSettingsException if the lake was written with other settings
     * @throws LakeUnavailableException if the store fails
     */
    public static MicroBatches open(
            EtlJob job, SourceIdentity source, Options options, PipelineMetrics metrics, InstantSource clock) {
        MicroBatches batches = new MicroBatches(job, source, options, metrics, clock);
        try {
            batches.open();
        } catch (RuntimeException failure) {
            batches.lake.close();
            throw failure;
        }
        return batches;
    }

    private synchronized void open() {
        CommitRecord record = lake.open(new LakeRequest(source, spec.compatibilitySettings(), options.acceptChange)
                .beside(options.heartbeat, options.standby)
                .beginningAt(options.beginnings));
        state.restore(record);
        if (!record.partitions().isEmpty()) {
            lake.readEvents(record.recoverFromCommit(), state.windowsFrom(), events -> {
                state.restoreWindows(events);
                state.requireGroups(spec.maxGroups());
            });
        }
        metrics.started(record, state.positions());
        reportState();
    }

    /** The next offset per source partition, as far as the lake knows them. */
    public synchronized Map<Integer, Long> positions() {
        return state.positions();
    }

    /**
     * Says which source partitions there are. Those that the lake doesn't know begin at offset 0, and the next commit
     * records it. The watermark waits for them from now on.
     */
    public synchronized void start(Set<Integer> partitions) {
        positionsRecorded &= state.positions().keySet().containsAll(partitions);
        partitions.forEach(partition -> state.start(partition, 0));
    }

    /** The log ends at which the run is to end: a source partition that is there is not waited for. */
    public synchronized void endAt(Map<Integer, Long> ends) {
        targets = Map.copyOf(ends);
        leaveOutFinished();
    }

    /** Who hears of the positions after every commit. */
    public synchronized void acknowledgeTo(Consumer<Map<Integer, Long>> consumer) {
        acknowledgement = consumer;
    }

    /** Who is asked after the last task of a batch, before it is committed, whether what it read is of the source. */
    public synchronized void confirmBy(Consumer<SourceIdentity> consumer) {
        confirmation = consumer;
    }

    /**
     * Brings a batch in, or what of it the lake does not have yet.
     *
     * @param batchId Spark's number of the batch
     * @param rows of the Kafka source, a partition per source partition, in offset plan
     * @param ranges what the batch covers
     * @throws DataGapException if the batch begins after the lake's position
     * @throws WriterFencedException if another writer took the lake over: nothing was published
     */
    public synchronized void process(long batchId, RDD<InternalRow> rows, Collection<OffsetRange> ranges) {
        List<OffsetRange> news = news(ranges);
        if (news.isEmpty()) {
            return;
        }
        Instant begun = clock.instant();
        BatchPlan plan = plan();
        List<ShardReport> shards = run(plan, rows);
        confirmation.accept(source);
        Map<Integer, SourceReport> sources = sources(shards);
        Map<Integer, PartitionCounts> counts = apply(news, sources, shards);
        tellBatches(news, sources);
        leaveOutFinished();
        List<DataFile> files = new ArrayList<>();
        ids = 0;
        for (ShardReport shard : shards) {
            files.addAll(shard.files());
            winners[shard.shard] = shard.attempt;
            locations[shard.shard] = shard.location;
            ids += shard.ids;
        }
        sources.values().forEach(each -> files.addAll(each.files()));
        commit(plan.targetCommit(), files, counts, batchId, begun);
        state.requireGroups(spec.maxGroups());
    }

    private List<OffsetRange> news(Collection<OffsetRange> ranges) {
        List<OffsetRange> news = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (OffsetRange range : ranges) {
            if (!seen.add(range.partition())) {
                throw new IllegalStateException("Source partition " + range.partition()
                        + " comes in several ranges; do not set minPartitions or maxRecordsPerPartition");
            }
            boolean known = state.knows(range.partition());
            if (!known && range.from() > 0 && !options.continueOnDataLoss) {
                throw DataGapException.lostOffsets(
                        "Topic '" + source.name() + "' lost offsets before they were read: source partition "
                                + range.partition() + " offsets 0 to " + (range.from() - 1) + " (" + range.from()
                                + " of them)",
                        null);
            }
            if (known && range.from() > state.position(range.partition()) && !options.continueOnDataLoss) {
                throw new DataGapException("Batch begins at offset " + range.from() + " of source partition "
                        + range.partition() + " of " + source.name() + ", but the lake ends before offset "
                        + state.position(range.partition()) + ": the checkpoint is of another lake, or the lake was"
                        + " set back. Delete the checkpoint (sluice.spark.checkpoint), the lake knows where to go on");
            }
            if (!known || range.until() > state.position(range.partition())) {
                news.add(range);
            }
        }
        return news;
    }

    private BatchPlan plan() {
        return new BatchPlan(
                job,
                source.name(),
                lake.nextNumber(),
                config.writerId(),
                state.watermark(),
                state.partitions(),
                options.shards,
                winners,
                lake.recoveryFiles(Horizon.of(spec.horizon()).idsFrom(state.watermark())));
    }

    private List<ShardReport> run(BatchPlan plan, RDD<InternalRow> rows) {
        RDD<byte[]> decided = JavaRDD.fromRDD(rows, rows.elementClassTag())
                .mapPartitionsToPair(new DecodeTask(plan))
                .repartitionAndSortWithinPartitions(new ByShard(plan.shards()))
                .mapPartitions(new DecideTask(plan))
                .rdd();
        PreferredLocationRdd sticky = new PreferredLocationRdd(decided, locations);
        List<ShardReport> reports = new ArrayList<>();
        for (byte[] report : JavaRDD.fromRDD(sticky, sticky.elementClassTag()).collect()) {
            reports.add(JavaSerialization.read(report, ShardReport.class));
        }
        return reports;
    }

    private static Map<Integer, SourceReport> sources(List<ShardReport> shards) {
        Map<Integer, SourceReport> sources = new TreeMap<>();
        for (ShardReport shard : shards) {
            for (SourceReport source : shard.sources()) {
                if (sources.put(source.partition, source) != null) {
                    throw new IllegalStateException("Source partition " + source.partition + " is reported twice");
                }
            }
        }
        return sources;
    }

    /** Takes in what the stages found; the accounting per source partition. */
    private Map<Integer, PartitionCounts> apply(
            List<OffsetRange> ranges, Map<Integer, SourceReport> sources, List<ShardReport> shards) {
        Map<Integer, PartitionCounts> counts = new TreeMap<>();
        for (OffsetRange range : ranges) {
            int partition = range.partition();
            SourceReport source = sources.get(partition);
            Tally tally = new Tally();
            if (source != null) {
                tally.merge(source.tally);
                state.restoreClock(partition, source.greatestEventTime);
                state.restoreRecordTime(partition, source.lastRecordTime);
            }
            for (ShardReport shard : shards) {
                tally.merge(shard.of(partition));
            }
            long first = state.knows(partition) ? state.position(partition) : 0;
            tally.add(RecordCounter.GAPS, range.until() - first - tally.count(RecordCounter.RECORDS));
            counts.put(partition, tally.counts(first, range.until()));
            state.advance(partition, range.until());
        }
        for (ShardReport shard : shards) {
            state.mergeWindows(shard.windows);
            shard.windows = null;
        }
        state.updateWatermark();
        return counts;
    }

    private void tellBatches(List<OffsetRange> ranges, Map<Integer, SourceReport> sources) {
        for (OffsetRange range : ranges) {
            SourceReport report = sources.get(range.partition());
            if (report != null) {
                metrics.recordsRead(new PipelineMetrics.BatchRead(
                        range.partition(),
                        range.until(),
                        report.tally.count(RecordCounter.RECORDS),
                        report.bytes,
                        report.firstRecordTime));
            }
        }
    }

    private void leaveOutFinished() {
        Set<Integer> finished = new HashSet<>();
        targets.forEach((partition, end) -> {
            if (state.knows(partition) && state.position(partition) >= end) {
                finished.add(partition);
            }
        });
        if (!finished.isEmpty()) {
            finished.forEach(state::markIdle);
        }
    }

    /** The source partitions that the watermark waits for. */
    public synchronized Set<Integer> awaited() {
        Set<Integer> awaited = new HashSet<>(state.positions().keySet());
        awaited.removeIf(state::isIdle);
        return awaited;
    }

    /** The watermark no longer waits for these source partitions; what that closes is committed. */
    public synchronized void markIdle(Set<Integer> silent) {
        silent.forEach(state::markIdle);
        commitNews();
    }

    /**
     * Commits what the end of the run leaves to commit.
     *
     * @param caughtUp whether all that was in the log is in the lake, so that no source partition is waited for
     * @param drain whether to close all windows
     */
    public synchronized RunSummary finish(boolean caughtUp, boolean drain) {
        if (caughtUp) {
            state.positions().keySet().forEach(state::markIdle);
        }
        if (drain) {
            state.drain();
        }
        commitNews();
        return totals.summary(state.watermark());
    }

    private void commitNews() {
        if (state.hasClosedWindows() || !positionsRecorded) {
            commit(lake.nextNumber(), List.of(), Map.of(), null, clock.instant());
        }
    }

    private void commit(
            long targetCommit,
            List<DataFile> staged,
            Map<Integer, PartitionCounts> counts,
            Long batchId,
            Instant begun) {
        List<WindowRow> windows = state.closeWindows();
        metrics.committing(new PipelineMetrics.Intake(state.takeEventsByGroup(), windows));
        List<DataFile> files = new ArrayList<>(staged);
        files.addAll(stage(windows, targetCommit, begun));
        CommitDraft draft = new CommitDraft(
                CommitRecord.Kind.INGEST,
                begun,
                state.partitions(),
                state.watermark(),
                state.recoveryHorizon(),
                counts,
                batchId == null ? Map.of() : Map.of("spark_batch_id", batchId.toString()));
        CommitRecord record = record(files, draft);
        positionsRecorded = true;
        totals.add(record);
        totals.addWindowRows(windows.size());
        metrics.committed(record, Duration.between(begun, clock.instant()));
        reportState();
        acknowledgement.accept(state.positions());
    }

    private List<DataFile> stage(List<WindowRow> windows, long targetCommit, Instant processingTime) {
        if (windows.isEmpty()) {
            return List.of();
        }
        parts++;
        LakeConfig own = config.withWriterId(config.writerId() + "w" + parts);
        try (TaskWriter part = own.writers().begin(source.name(), targetCommit)) {
            part.addWindows(windows, processingTime);
            return part.finish();
        }
    }

    private CommitRecord record(List<DataFile> files, CommitDraft draft) {
        try {
            return lake.commit(files, draft);
        } catch (WriterFencedException fenced) {
            // Nobody will ever record these, and the writer that took over may have tidied up before they were made.
            files.forEach(file -> tidy(file, fenced));
            throw fenced;
        }
    }

    private void tidy(DataFile file, WriterFencedException fenced) {
        try {
            config.store().delete(file.stagedPath());
        } catch (LakeUnavailableException e) {
            fenced.addSuppressed(e);
        }
    }

    private void reportState() {
        metrics.state(state.watermark(), ids, state.openWindows());
    }

    /** What the run has committed so far. */
    public synchronized RunSummary summary() {
        return totals.summary(state.watermark());
    }

    /** Says that this writer has ended, so that the next need not wait. */
    @Override
    public synchronized void close() {
        lake.close();
    }
}
