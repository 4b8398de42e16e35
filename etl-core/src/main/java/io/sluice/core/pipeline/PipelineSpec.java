package io.sluice.core.pipeline;

import io.sluice.core.engine.Engine;
import io.sluice.core.engine.PipelineState;
import io.sluice.core.event.EventRoles;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The configuration of a pipeline as a value. Start from {@link #builtIn()} or {@link #of} and change what differs with
 * the {@code with} methods. Immutable.
 *
 * @param schema the events
 * @param roles which fields identify and date an event
 * @param lateness how far behind its source partition's greatest event time an event may be
 * @param idle how long a source partition may be silent at its log end before the watermark leaves it out
 * @param maxFuture how far an event time may be after the record's own timestamp
 * @param horizon within which time of another an event with its id is a duplicate
 * @param maxIds how many ids may be remembered before the pipeline stops
 * @param windows what {@code windows/} holds
 * @param maxGroups how many groups open windows may have together before the pipeline stops
 * @param commitInterval longest time between commits, where there is something to commit
 * @param commitBytes staged bytes at which a commit is made earlier
 * @param bufferBytes bound on everything in flight between source and files
 * @param maxRecordBytes longer records are rejected
 * @param threads threads beside the caller's: 0 does everything in the calling thread
 */
public record PipelineSpec(
        EventSchema schema,
        EventRoles roles,
        Duration lateness,
        Duration idle,
        Duration maxFuture,
        Duration horizon,
        long maxIds,
        WindowSpec windows,
        long maxGroups,
        Duration commitInterval,
        long commitBytes,
        long bufferBytes,
        int maxRecordBytes,
        int threads) {
    public static final Duration DEFAULT_LATENESS = Duration.ofMinutes(10);
    public static final Duration DEFAULT_IDLE = Duration.ofMinutes(1);
    public static final Duration DEFAULT_MAX_FUTURE = Duration.ofMinutes(10);
    public static final Duration DEFAULT_HORIZON = Duration.ofMinutes(10);
    public static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofSeconds(30);
    public static final long DEFAULT_COMMIT_BYTES = 128L << 20;
    public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;

    private static final long MAX_DEFAULT_BUFFER_BYTES = 256L << 20;
    private static final long LEAST_BUFFER_BYTES = 1 << 20;

    public PipelineSpec {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(roles, "roles");
        Objects.requireNonNull(windows, "windows");
        notNegative("watermark.lateness", lateness);
        notNegative("watermark.idle", idle);
        notNegative("watermark.max-future", maxFuture);
        notNegative("dedup.horizon", horizon);
        notNegative("commit.interval", commitInterval);
        atLeast("dedup.max-ids", 1, maxIds);
        atLeast("windows.max-groups", 1, maxGroups);
        atLeast("commit.bytes", 1, commitBytes);
        atLeast("buffer.bytes", LEAST_BUFFER_BYTES, bufferBytes);
        atLeast("source.max-record-bytes", 1, maxRecordBytes);
        atLeast("threads", 0, threads);
    }

    private static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " must not be negative, got " + value);
        }
    }

    private static void atLeast(String key, long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", got " + value);
        }
    }

    /** The built-in event with the documented defaults. */
    public static PipelineSpec builtIn() {
        return of(EventSchema.builtIn(), EventRoles.builtIn());
    }

    /** The documented defaults for a schema; windows by {@code device_type} where the schema has it. */
    public static PipelineSpec of(EventSchema schema, EventRoles roles) {
        long heap = Runtime.getRuntime().maxMemory();
        WindowSpec windows = WindowSpec.defaults(schema);
        return new PipelineSpec(
                schema,
                roles,
                DEFAULT_LATENESS,
                DEFAULT_IDLE,
                DEFAULT_MAX_FUTURE,
                DEFAULT_HORIZON,
                defaultMaxIds(heap),
                windows,
                defaultMaxGroups(heap, windows),
                DEFAULT_COMMIT_INTERVAL,
                DEFAULT_COMMIT_BYTES,
                defaultBufferBytes(heap),
                DEFAULT_MAX_RECORD_BYTES,
                0);
    }

    /** How many ids half of a heap holds, at 40 bytes each; at most a billion, which is what the id table can count. */
    public static long defaultMaxIds(long heapBytes) {
        return Math.min(Math.max(heapBytes / 2 / 40, 1000), 1 << 30);
    }

    /** How many groups of such windows a third of a heap holds. */
    public static long defaultMaxGroups(long heapBytes, WindowSpec windows) {
        return Math.max(heapBytes / 3 / windows.bytesOfGroup(), 1000);
    }

    /** 256 MB, or a quarter of a heap that is smaller than four times that. */
    public static long defaultBufferBytes(long heapBytes) {
        return Math.max(Math.min(heapBytes / 4, MAX_DEFAULT_BUFFER_BYTES), LEAST_BUFFER_BYTES);
    }

    public PipelineSpec withLateness(Duration value) {
        return copy().lateness(value).build();
    }

    public PipelineSpec withHorizon(Duration value) {
        return copy().horizon(value).build();
    }

    public PipelineSpec withIdle(Duration value) {
        return copy().idle(value).build();
    }

    public PipelineSpec withMaxFuture(Duration value) {
        return copy().maxFuture(value).build();
    }

    public PipelineSpec withMaxIds(long value) {
        return copy().maxIds(value).build();
    }

    public PipelineSpec withWindows(WindowSpec value) {
        return copy().windows(value).build();
    }

    public PipelineSpec withMaxGroups(long value) {
        return copy().maxGroups(value).build();
    }

    public PipelineSpec withCommits(Duration interval, long bytes) {
        return copy().commits(interval, bytes).build();
    }

    public PipelineSpec withBufferBytes(long value) {
        return copy().bufferBytes(value).build();
    }

    public PipelineSpec withMaxRecordBytes(int value) {
        return copy().maxRecordBytes(value).build();
    }

    public PipelineSpec withThreads(int value) {
        return copy().threads(value).build();
    }

    /**
     * Every setting that decides which rows there are, by configuration key: what a lake records and compares. The
     * schema is not among them, it has its own comparison.
     */
    public Map<String, String> compatibilitySettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("event.id", roles.id().path());
        settings.put("event.time", roles.time().path());
        settings.put("event.time-unit", unitName(roles.unit()));
        settings.put("schema.unknown", schema.keepsUnknown() ? "keep" : "drop");
        settings.put("watermark.lateness", lateness.toString());
        settings.put("watermark.max-future", maxFuture.toString());
        settings.put("dedup.horizon", horizon.toString());
        settings.put("windows.size", windows.size().toString());
        settings.put(
                "windows.by", windows.by().stream().map(field -> field.path()).collect(Collectors.joining(",")));
        settings.put(
                "windows.aggregates",
                windows.aggregates().stream().map(Aggregate::toString).collect(Collectors.joining(", ")));
        settings.put("source.max-record-bytes", Integer.toString(maxRecordBytes));
        return settings;
    }

    /** An engine that decides by these rules. */
    Engine engine() {
        return new Engine(lateness, horizon, maxIds, windows, maxGroups);
    }

    /** The state of a run by these rules, before the first record. */
    public PipelineState state() {
        return new PipelineState(lateness, horizon, windows);
    }

    private static String unitName(TimeUnit unit) {
        return unit == null ? "" : unit.name().toLowerCase(java.util.Locale.ROOT);
    }

    private Builder copy() {
        return new Builder(this);
    }

    /** Spells the components once for all {@code with} methods. */
    private static final class Builder {
        private final PipelineSpec from;
        private Duration lateness;
        private Duration idle;
        private Duration maxFuture;
        private Duration horizon;
        private long maxIds;
        private WindowSpec windows;
        private long maxGroups;
        private Duration commitInterval;
        private long commitBytes;
        private long bufferBytes;
        private int maxRecordBytes;
        private int threads;

        Builder(PipelineSpec from) {
            this.from = from;
            lateness = from.lateness;
            idle = from.idle;
            maxFuture = from.maxFuture;
            horizon = from.horizon;
            maxIds = from.maxIds;
            windows = from.windows;
            maxGroups = from.maxGroups;
            commitInterval = from.commitInterval;
            commitBytes = from.commitBytes;
            bufferBytes = from.bufferBytes;
            maxRecordBytes = from.maxRecordBytes;
            threads = from.threads;
        }

        Builder lateness(Duration value) {
            lateness = value;
            return this;
        }

        Builder idle(Duration value) {
            idle = value;
            return this;
        }

        Builder maxFuture(Duration value) {
            maxFuture = value;
            return this;
        }

        Builder horizon(Duration value) {
            horizon = value;
            return this;
        }

        Builder maxIds(long value) {
            maxIds = value;
            return this;
        }

        Builder windows(WindowSpec value) {
            windows = value;
            return this;
        }

        Builder maxGroups(long value) {
            maxGroups = value;
            return this;
        }

        Builder commits(Duration interval, long bytes) {
            commitInterval = interval;
            commitBytes = bytes;
            return this;
        }

        Builder bufferBytes(long value) {
            bufferBytes = value;
            return this;
        }

        Builder maxRecordBytes(int value) {
            maxRecordBytes = value;
            return this;
        }

        Builder threads(int value) {
            threads = value;
            return this;
        }

        PipelineSpec build() {
            return new PipelineSpec(
                    from.schema,
                    from.roles,
                    lateness,
                    idle,
                    maxFuture,
                    horizon,
                    maxIds,
                    windows,
                    maxGroups,
                    commitInterval,
                    commitBytes,
                    bufferBytes,
                    maxRecordBytes,
                    threads);
        }
    }
}
