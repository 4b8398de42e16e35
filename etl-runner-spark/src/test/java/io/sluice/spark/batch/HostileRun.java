package io.sluice.spark.batch;

import io.sluice.app.config.Layer;
import io.sluice.app.config.References;
import io.sluice.app.config.Settings;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LogRecord;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Standby;
import io.sluice.core.schema.EventSchema;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Brings a hostile log into a lake, in micro-batches as a test wants them. */
final class HostileRun {
    private static final SourceIdentity SOURCE = new SourceIdentity("hostile", "id");

    final HostileLog.Options options;
    final HostileLog log;
    final Path lake;
    private final int shards;
    private long nextBatch;

    HostileRun(HostileLog.Options options, Path lake, int shards) {
        this.options = options;
        this.log = HostileLog.of(options);
        this.lake = lake;
        this.shards = shards;
    }

    EtlJob job(String... more) {
        List<String> assignments = new ArrayList<>(List.of(
                "source.max-record-bytes=" + options.maxRecordBytes(),
                "watermark.lateness=" + options.lateness().toMillis() + "ms",
                "dedup.horizon=" + options.horizon().toMillis() + "ms",
                "lake.uri=" + lake));
        assignments.addAll(List.of(more));
        References none = new References(Map.of(), path -> {
            throw new FileNotFoundException(path);
        });
        Settings settings = Settings.load(List.of(Layer.assignments(assignments)), none);
        return new EtlJob(settings, EventSchema.parse("hostile", HostileLog.schemaJson()), Map.of());
    }

    /** A run that begins where the lake ends. */
    MicroBatches open() {
        return open(job(), PipelineMetrics.NONE);
    }

    MicroBatches open(EtlJob job, PipelineMetrics metrics) {
        MicroBatches batches = MicroBatches.open(
                job,
                SOURCE,
                new MicroBatches.Options(shards, false, false, Duration.ZERO, Standby.AT_ONCE, Map::of),
                metrics,
                InstantSource.system());
        batches.start(Set.of(0, 1, 2));
        return batches;
    }

    Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new TreeMap<>();
        List<List<LogRecord>> partitions = log.partitions();
        for (int partition = 0; partition < partitions.size(); partition++) {
            ends.put(partition, (long) partitions.get(partition).size());
        }
        return ends;
    }

    /** Brings in everything up to the log end, in batches of about this many records, unevenly. */
    void toTheEnd(MicroBatches batches, int records, Random random) {
        while (!next(batches, records, random)) {
            // The next one follows.
        }
    }

    /** Brings in one batch; whether there was none left. */
    boolean next(MicroBatches batches, int records, Random random) {
        List<OffsetRange> ranges = new ArrayList<>();
        Map<Integer, Long> positions = batches.positions();
        ends().forEach((partition, end) -> {
            long from = positions.get(partition);
            long most = 1 + random.nextInt(records);
            if (from < end) {
                ranges.add(new OffsetRange(partition, from, Math.min(end, from + most)));
            }
        });
        if (ranges.isEmpty()) {
            return true;
        }
        process(batches, ranges);
        return false;
    }

    void process(MicroBatches batches, List<OffsetRange> ranges) {
        batches.process(nextBatch++, RawRows.of(log.partitions(), ranges), ranges);
    }

    RunSummary finish(MicroBatches batches, boolean drain) {
        return batches.finish(true, drain);
    }
}
