package io.sluice.lake;

import io.sluice.core.event.EventRoles;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.LakeOptions;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.WindowSpec;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.parquet.Compression;
import io.sluice.lake.parquet.TableWriters;
import io.sluice.lake.parquet.UuidFormat;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoreLocation;
import io.sluice.lake.write.TaskWriterFactory;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The configuration of a lake as a value. Start from {@link #of} and change what differs with the {@code with} methods.
 * Immutable.
 *
 * @param store what the lake is kept in
 * @param schema the events
 * @param roles which fields identify and date an event
 * @param windows what {@code windows/} holds
 * @param compression of data files
 * @param uuid how UUIDs are written
 * @param maxOpenHours how many files of a commit may be open at once, over all tables
 * @param writerId names this writer in records and file names; another for every lake that is opened
 * @param clock the wall clock, read for the time of take-over records only
 */
public record LakeConfig(
        ObjectStore store,
        EventSchema schema,
        EventRoles roles,
        WindowSpec windows,
        Compression compression,
        UuidFormat uuid,
        int maxOpenHours,
        String writerId,
        InstantSource clock) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public LakeConfig {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(roles, "roles");
        Objects.requireNonNull(windows, "windows");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(uuid, "uuid");
        Objects.requireNonNull(clock, "clock");
        if (maxOpenHours < 1) {
            throw new IllegalArgumentException("commit.max-hours must be at least 1, got " + maxOpenHours);
        }
        if (!writerId.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("A writer's id must be letters and digits, got " + writerId);
        }
    }

    /** The documented defaults, and a new random writer id. */
    public static LakeConfig of(
            ObjectStore store, EventSchema schema, EventRoles roles, WindowSpec windows, InstantSource clock) {
        return new LakeConfig(
                store,
                schema,
                roles,
                windows,
                Compression.of(LakeOptions.DEFAULT_COMPRESSION),
                UuidFormat.of(LakeOptions.DEFAULT_UUID),
                LakeOptions.DEFAULT_MAX_OPEN_HOURS,
                newWriterId(),
                clock);
    }

    /** As it is configured, and a new random writer id. Connects to the store. */
    public static LakeConfig of(LakeOptions options, PipelineSpec spec, InstantSource clock) {
        return of(StoreLocation.of(options).open(), spec.schema(), spec.roles(), spec.windows(), clock)
                .withCompression(Compression.of(options.compression()))
                .withUuid(UuidFormat.of(options.uuid()))
                .withMaxOpenHours(options.maxOpenHours());
    }

    public static String newWriterId() {
        byte[] id = new byte[6];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    public LakeConfig withCompression(Compression value) {
        return new LakeConfig(store, schema, roles, windows, value, uuid, maxOpenHours, writerId, clock);
    }

    public LakeConfig withUuid(UuidFormat value) {
        return new LakeConfig(store, schema, roles, windows, compression, value, maxOpenHours, writerId, clock);
    }

    public LakeConfig withMaxOpenHours(int value) {
        return new LakeConfig(store, schema, roles, windows, compression, uuid, value, writerId, clock);
    }

    public LakeConfig withWriterId(String value) {
        return new LakeConfig(store, schema, roles, windows, compression, uuid, maxOpenHours, value, clock);
    }

    /** Begins the data files of the writer that this configuration names. */
    public TaskWriterFactory writers() {
        return writers(StepListener.NONE);
    }

    /**
     * The same, with a listener.
     *
     * @throws IllegalArgumentException if a column has a name that the tables need for themselves
     */
    public TaskWriterFactory writers(StepListener listener) {
        TableWriters tables = new TableWriters(schema, windows, compression, uuid);
        return new TaskWriterFactory(store, tables, maxOpenHours, writerId, listener);
    }
}
