package io.sluice.core.generate;

import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What an {@link EventGenerator} makes. Equal specifications give equal bytes on every machine. Immutable; start from
 * {@link #builder}.
 *
 * @param schema the events
 * @param roles which fields identify and date an event
 * @param key the field whose value is the record's key; one value per device, except where it is the event's id
 * @param seed decides everything that is drawn
 * @param devices how many different keys there are
 * @param records how many records are made; copies, late and broken ones count
 * @param start event time of the first record
 * @param recordsPerSecond how many records there are per second of event time
 * @param partitions source partitions, over which keys are spread as a Kafka producer does by default
 * @param duplicates share of the records that are copies of an earlier event
 * @param conflicting share of the copies that differ from the earlier event in some value
 * @param late share of the records that are more than {@code lateness} behind their source partition
 * @param invalid share of the records that are to be rejected
 * @param invalidReasons the reasons they are spread over, as far as the schema allows them
 * @param lateness how far behind is late
 * @param maxFuture how far ahead of its record an event time is rejected
 */
public record GeneratorSpec(
        EventSchema schema,
        EventRoles roles,
        Field key,
        long seed,
        int devices,
        long records,
        Instant start,
        double recordsPerSecond,
        int partitions,
        double duplicates,
        double conflicting,
        double late,
        double invalid,
        Set<RejectionReason> invalidReasons,
        Duration lateness,
        Duration maxFuture) {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9990-01-01T00:00:00Z");

    public GeneratorSpec {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(roles, "roles");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(start, "start");
        invalidReasons =
                invalidReasons.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(invalidReasons));
        require(
                key.type() == FieldType.STRING || key.type() == FieldType.UUID || key.type() == FieldType.LONG,
                "The key must be a string, uuid or integer field, but " + key.path() + " is " + key);
        require(devices >= 1, "There must be at least 1 device, got " + devices);
        require(records >= 0, "The number of records must not be negative, got " + records);
        require(partitions >= 1, "There must be at least 1 source partition, got " + partitions);
        require(
                recordsPerSecond > 0 && recordsPerSecond <= 1e9,
                "The rate must be above 0 and at most 1e9 records per second of event time, got " + recordsPerSecond);
        require(
                !start.isBefore(EARLIEST) && start.isBefore(LATEST),
                "The start must be between " + EARLIEST + " and " + LATEST + ", got " + start);
        share("duplicates", duplicates);
        share("conflicting", conflicting);
        share("late", late);
        share("invalid", invalid);
        require(
                duplicates + late + invalid <= 1,
                "Duplicates, late and invalid records must not be more than all records together, got " + duplicates
                        + " + " + late + " + " + invalid);
    }

    private static void share(String name, double value) {
        require(value >= 0 && value <= 1, "The share of " + name + " must be between 0 and 1, got " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Starts from the built-in event and the defaults of {@link #builder(EventSchema, EventRoles)}. */
    public static Builder builder() {
        return builder(EventSchema.builtIn(), EventRoles.builtIn());
    }

    /**
     * Starts from the defaults: keyed by {@code device_id} where the schema has it, else by the event's id; seed 1, 50
     * devices, no bound on records, 10 a second from the start of 2026, one source partition, 2 % duplicates, of which a
     * tenth conflicting, nothing late or invalid.
     */
    public static Builder builder(EventSchema schema, EventRoles roles) {
        return new Builder(schema, roles);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final EventSchema schema;
        private final EventRoles roles;
        private Field key;
        private long seed = 1;
        private int devices = 50;
        private long records = Long.MAX_VALUE;
        private Instant start = Instant.parse("2026-01-01T00:00:00Z");
        private double recordsPerSecond = 10;
        private int partitions = 1;
        private double duplicates = 0.02;
        private double conflicting = 0.1;
        private double late;
        private double invalid;
        private Set<RejectionReason> invalidReasons = EnumSet.allOf(RejectionReason.class);
        private Duration lateness = Duration.ofMinutes(10);
        private Duration maxFuture = Duration.ofMinutes(10);

        private Builder(EventSchema schema, EventRoles roles) {
            this.schema = schema;
            this.roles = roles;
            Field device = schema.field("device_id");
            this.key = device != null && device.type() == FieldType.STRING ? device : roles.id();
        }

        /**
         * @throws IllegalArgumentException if the schema has no such leaf field
         */
        public Builder key(String path) {
            Field field = schema.field(path);
            if (field == null || field.isGroup()) {
                throw new IllegalArgumentException("The key field " + path + " is not in schema " + schema.name()
                        + "; its fields are " + schema.columnPaths());
            }
            key = field;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder devices(int value) {
            devices = value;
            return this;
        }

        public Builder records(long value) {
            records = value;
            return this;
        }

        public Builder start(Instant value) {
            start = value;
            return this;
        }

        public Builder recordsPerSecond(double value) {
            recordsPerSecond = value;
            return this;
        }

        /** Spreads so many records evenly over a span of event time. */
        public Builder records(long value, Duration span) {
            records = value;
            recordsPerSecond = value / (span.toNanos() / 1e9);
            return this;
        }

        public Builder partitions(int value) {
            partitions = value;
            return this;
        }

        public Builder duplicates(double share, double conflictingShare) {
            duplicates = share;
            conflicting = conflictingShare;
            return this;
        }

        public Builder late(double share) {
            late = share;
            return this;
        }

        public Builder invalid(double share) {
            invalid = share;
            return this;
        }

        /** Limits the reasons; files have no {@link RejectionReason#FUTURE_TIMESTAMP}, for instance. */
        public Builder invalidReasons(Set<RejectionReason> value) {
            invalidReasons = value;
            return this;
        }

        public Builder lateness(Duration value) {
            lateness = value;
            return this;
        }

        public Builder maxFuture(Duration value) {
            maxFuture = value;
            return this;
        }

        /**
         * @throws IllegalArgumentException if a value is out of its range
         */
        public GeneratorSpec build() {
            return new GeneratorSpec(
                    schema,
                    roles,
                    key,
                    seed,
                    devices,
                    records,
                    start,
                    recordsPerSecond,
                    partitions,
                    duplicates,
                    conflicting,
                    late,
                    invalid,
                    invalidReasons,
                    lateness,
                    maxFuture);
        }
    }
}
