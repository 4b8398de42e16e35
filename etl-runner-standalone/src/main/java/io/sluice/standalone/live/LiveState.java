package io.sluice.standalone.live;

import io.sluice.core.engine.Tally;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.window.WindowRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run remembers of its recent past for the people who look at it: bounded, however long it runs and whatever it
 * reads. Thread-safe: the pipeline's thread tells, any thread takes a {@link #snapshot}.
 */
public final class LiveState implements PipelineMetrics {
    static final int SECONDS = 300;
    static final int COMMITS = 10;
    static final int WINDOWS = 30;
    /** Rows of one window that are kept; windows can be grouped by anything. */
    static final int ROWS_OF_A_WINDOW = 200;

    private static final int EXAMPLE_BYTES = 240;

    private final InstantSource clock;
    private final PerSecond decided = new PerSecond(SECONDS);
    private final Map<RejectionReason, Example> examples = new EnumMap<>(RejectionReason.class);
    private Sighting lastLate;
    private Sighting lastDuplicate;
    private final ArrayDeque<CommitLine> commits = new ArrayDeque<>();
    private final TreeMap<Long, List<WindowRow>> windows = new TreeMap<>();
    private final Map<Integer, Long> positions = new TreeMap<>();
    private Map<Integer, Long> logEnds = Map.of();
    private List<WindowRow> closing = List.of();
    private final Tally totals = new Tally();
    private long watermark = Long.MIN_VALUE;
    private long dedupEntries;
    private long openWindows;

    /** @param clock dates what was read */
    public LiveState(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The last record that was rejected for a reason.
     *
     * @param payload the beginning of it; null for a record without a value
     */
    record Example(String field, String detail, int partition, long offset, String payload) {}

    /**
     * An event that went elsewhere than to the events.
     *
     * @param id its id as text
     * @param time its event time, microseconds since the epoch
     */
    record Sighting(String id, long time, int partition, long offset) {}

    /**
     * A commit in one line.
     *
     * @param took from the end of its intake to its publication; null for what takes nothing in
     */
    record CommitLine(
            long number, CommitRecord.Kind kind, Instant time, long records, int files, long bytes, Duration took) {}

    /**
     * Everything at one moment.
     *
     * @param perSecond records decided in each of the last {@value #SECONDS} seconds, the oldest first
     * @param positions what is committed per source partition
     * @param logEnds where the log ends; empty where nobody knows
     * @param examples by reason
     * @param lastLate the last late event, or null
     * @param lastDuplicate the last duplicate, or null
     * @param commits the newest first
     * @param windows rows of the last windows by their start, microseconds since the epoch
     * @param watermark microseconds since the epoch, or {@link Long#MIN_VALUE}
     */
    record Snapshot(
            Instant now,
            long[] perSecond,
            Tally totals,
            Map<Integer, Long> positions,
            Map<Integer, Long> logEnds,
            Map<RejectionReason, Example> examples,
            Sighting lastLate,
            Sighting lastDuplicate,
            List<CommitLine> commits,
            Map<Long, List<WindowRow>> windows,
            long watermark,
            long dedupEntries,
            long openWindows) {}

    /** Where the log of every source partition ends now; empty where that is not known. */
    public synchronized void logEnds(Map<Integer, Long> ends) {
        logEnds = Map.copyOf(ends);
    }

    @Override
    public synchronized void started(CommitRecord takeOver, Map<Integer, Long> startPositions) {
        positions.putAll(startPositions);
        add(takeOver, null);
    }

    @Override
    public synchronized void recordsRead(BatchRead batch) {
        decided.add(clock.instant().getEpochSecond(), batch.records());
    }

    @Override
    public synchronized void rejected(List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            examples.put(rejection.reason(), example(rejection));
        }
    }

    private static Example example(Rejection rejection) {
        byte[] payload = rejection.payload();
        String beginning = payload == null
                ? null
                : new String(payload, 0, Math.min(payload.length, EXAMPLE_BYTES), StandardCharsets.UTF_8);
        boolean cut = rejection.payloadBytes() > EXAMPLE_BYTES;
        return new Example(
                rejection.field(),
                rejection.detail(),
                rejection.partition(),
                rejection.offset(),
                cut ? beginning + "\u2026" : beginning);
    }

    @Override
    public synchronized void notEvents(EventBatch batch, int late, int duplicate) {
        lastLate = late < 0 ? lastLate : sighting(batch, late);
        lastDuplicate = duplicate < 0 ? lastDuplicate : sighting(batch, duplicate);
    }

    private static Sighting sighting(EventBatch batch, int row) {
        String id = String.valueOf(batch.column(batch.roles().id()).value(row));
        return new Sighting(
                id.length() > EXAMPLE_BYTES ? id.substring(0, EXAMPLE_BYTES) + "\u2026" : id,
                batch.eventTime(row),
                batch.partition(),
                batch.offset(row));
    }

    @Override
    public synchronized void committing(Intake intake) {
        closing = intake.windows();
    }

    @Override
    public synchronized void committed(CommitRecord record, Duration duration) {
        record.counts().values().forEach(totals::merge);
        record.partitions().forEach((partition, state) -> positions.put(partition, state.position()));
        add(record, duration);
        if (record.kind() == CommitRecord.Kind.INGEST) {
            closing.forEach(this::add);
            closing = List.of();
        }
    }

    @Override
    public synchronized void compacted(CommitRecord record) {
        add(record, null);
    }

    private void add(CommitRecord record, Duration duration) {
        long records = 0;
        for (PartitionCounts counts : record.counts().values()) {
            records += counts.records();
        }
        long bytes = record.added().stream().mapToLong(DataFile::bytes).sum();
        commits.addFirst(new CommitLine(
                record.number(),
                record.kind(),
                record.time(),
                records,
                record.added().size(),
                bytes,
                duration));
        if (commits.size() > COMMITS) {
            commits.removeLast();
        }
    }

    private void add(WindowRow row) {
        List<WindowRow> rows = windows.computeIfAbsent(row.start(), start -> new ArrayList<>());
        if (rows.size() < ROWS_OF_A_WINDOW) {
            rows.add(row);
        }
        if (windows.size() > WINDOWS) {
            windows.pollFirstEntry();
        }
    }

    @Override
    public synchronized void state(long watermarkMicros, long entries, long open) {
        watermark = watermarkMicros;
        dedupEntries = entries;
        openWindows = open;
    }

    synchronized Snapshot snapshot() {
        Instant now = clock.instant();
        Tally copy = new Tally();
        copy.merge(totals);
        Map<Long, List<WindowRow>> rows = new TreeMap<>();
        windows.forEach((start, each) -> rows.put(start, List.copyOf(each)));
        return new Snapshot(
                now,
                decided.until(now.getEpochSecond() - 1),
                copy,
                new TreeMap<>(positions),
                logEnds,
                new EnumMap<>(examples),
                lastLate,
                lastDuplicate,
                List.copyOf(commits),
                rows,
                watermark,
                dedupEntries,
                openWindows);
    }
}
