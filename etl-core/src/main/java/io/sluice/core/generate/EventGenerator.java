package io.sluice.core.generate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.generate.GeneratedRecord.Kind;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.schema.evaluate.Violation;
import io.sluice.core.time.Micros;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Makes the records of a topic, one after the other: events of any schema, copies of earlier ones, late ones and broken
 * ones, in the shares its {@link GeneratorSpec} asks for. Nothing but the specification decides the bytes.
 *
 * <p>Event time advances evenly; an event happened up to two seconds before its record was made, so records are a little
 * out of order. A copy is never late, and shares its original's key and event time. Where a record that was drawn to be
 * a copy or late cannot be one yet (nothing came before it), it is a plain event. Not thread-safe.
 */
public final class EventGenerator implements Iterator<GeneratedRecord> {
    /** How many events back a copy may reach. */
    private static final int REMEMBERED = 4096;

    private static final int ATTEMPTS = 8;
    /** How often an event is drawn again before what is asked of it together is taken to be out of reach. */
    private static final int DRAWS = 1000;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final long LARGEST_DELAY = 2_000_000;
    private static final long LATEST_BY = 30 * 60_000_000L;
    private static final long HOUR = 3_600_000_000L;

    private final GeneratorSpec spec;
    private final EventModel model;
    private final boolean judgesTogether;
    private final FieldModel idModel;
    private final byte[][] deviceKeys;
    private final int[] devicePartitions;
    private final List<Breakage> breakages = new ArrayList<>();

    private final SeededRandom choice = new SeededRandom();
    private final EventDraft draft = new EventDraft();
    private final JsonBytes out = new JsonBytes();

    private final double microsPerRecord;
    private final long startMicros;
    private final long granule;
    private final long latenessMicros;
    private final long delayBound;
    private final long[] greatest;
    private long made;

    private final long[] seeds = new long[REMEMBERED];
    private final long[] times = new long[REMEMBERED];
    private final long[] numbers = new long[REMEMBERED];
    private final int[] devices = new int[REMEMBERED];
    private final int[] partitions = new int[REMEMBERED];
    private int remembered;
    private int nextSlot;

    /** A reason that applies to the schema, with the faults of single properties that lead to it. */
    private record Breakage(RejectionReason reason, List<Fault> faults) {}

    /**
     * @throws IllegalArgumentException if no values can be made for a field, with the reason
     */
    public EventGenerator(GeneratorSpec spec) {
        this.spec = spec;
        EventSchema schema = spec.schema();
        if (schema.whole()) {
            throw new IllegalArgumentException("Cannot make events of schema " + schema.name()
                    + ": it names no properties, so there is none to identify or date an event");
        }
        EventRoles roles = spec.roles();
        startMicros = Math.addExact(
                Math.multiplyExact(spec.start().getEpochSecond(), 1_000_000L),
                spec.start().getNano() / 1000);
        microsPerRecord = 1e6 / spec.recordsPerSecond();
        granule = roles.time().type() == FieldType.TIMESTAMP ? 1000 : roles.microsPerUnit();
        latenessMicros = Micros.of(spec.lateness());
        delayBound = Math.min(LARGEST_DELAY, latenessMicros / 4) + 1;
        greatest = new long[spec.partitions()];
        Arrays.fill(greatest, Long.MIN_VALUE);
        idModel = GenericModels.ofId(roles.id());
        deviceKeys = keyedByEvent() ? null : new byte[spec.devices()][];
        devicePartitions = new int[spec.devices()];
        FieldModel keyModel = keyedByEvent() ? null : keyModel();
        DeviceModels deviceModels = new DeviceModels(spec.seed(), spec.devices());
        model = EventModel.of(schema.fields(), spec.key(), field -> leafModel(field, roles, keyModel, deviceModels));
        judgesTogether = schema.judge() != null || judgesTogether(schema.fields());
        requireTimesPass();
        requireEventsPass();
        collectBreakages();
    }

    private void requireEventsPass() {
        if (judgesTogether) {
            draft.time = floor(startMicros);
            if (write(spec.seed(), spec.seed()) == null) {
                throw new IllegalArgumentException(
                        "Cannot make events of schema " + spec.schema().name() + ": " + DRAWS
                                + " drawn ones did not satisfy what it asks of several properties together");
            }
        }
    }

    private boolean keyedByEvent() {
        return spec.key().path().equals(spec.roles().id().path());
    }

    private FieldModel leafModel(Field field, EventRoles roles, FieldModel keyModel, DeviceModels deviceModels) {
        if (field.path().equals(roles.id().path())) {
            return idModel;
        }
        if (field.path().equals(roles.time().path())) {
            return GenericModels.ofTime(roles);
        }
        if (field.path().equals(spec.key().path())) {
            return keyModel;
        }
        FieldModel realistic = deviceModels.of(field);
        return realistic != null ? realistic : GenericModels.of(field);
    }

    /** Draws one key per device, once. */
    private FieldModel keyModel() {
        Field key = spec.key();
        if (key.path().equals(spec.roles().time().path())) {
            throw new IllegalArgumentException("The event's time, " + key.path() + ", cannot be the key");
        }
        FieldModel realistic = new DeviceModels(spec.seed(), spec.devices()).of(key);
        FieldModel drawn = realistic != null ? realistic : GenericModels.of(key);
        byte[][] values = new byte[spec.devices()][];
        for (int device = 0; device < values.length; device++) {
            draft.device = device;
            draft.random.reseed(SeededRandom.seed(spec.seed() ^ 0x6b6579, device));
            out.clear();
            drawn.write(draft, out);
            values[device] = out.toByteArray();
            deviceKeys[device] = EventModel.text(values[device]).getBytes(StandardCharsets.UTF_8);
            devicePartitions[device] = KeyPartitioner.partition(deviceKeys[device], spec.partitions());
        }
        return (event, json) -> json.raw(values[event.device]);
    }

    /** Event times are given, not drawn: checks on them that they would fail cannot be served. */
    private void requireTimesPass() {
        Field time = spec.roles().time();
        draft.time = floor(startMicros);
        out.clear();
        GenericModels.ofTime(spec.roles()).write(draft, out);
        String text = EventModel.text(out.toByteArray());
        boolean passes = time.checks().allowed() == null && GenericModels.passes(time.checks(), text);
        if (passes && time.checks().limitsNumbers()) {
            NumberRange range = NumberRange.of(time);
            BigDecimal value = new BigDecimal(text);
            BigDecimal first = range.step().multiply(new BigDecimal(range.first()));
            passes = time.checks().multipleOf() == null && value.compareTo(first) >= 0;
        }
        if (!passes) {
            throw new IllegalArgumentException("Cannot make event times: the checks on " + time.path() + " do not let "
                    + text + " pass, the time of the first event");
        }
    }

    private void collectBreakages() {
        Faults faults = new Faults(spec.schema().fields());
        for (RejectionReason reason : spec.invalidReasons()) {
            boolean applies =
                    switch (reason) {
                        // No broker takes a record that long with its own defaults.
                        case TOO_LARGE -> false;
                        case EMPTY, MALFORMED_JSON, FUTURE_TIMESTAMP -> true;
                        case UNEXPECTED_FIELD -> !spec.schema().additionalProperties();
                        case MISSING_FIELD,
                                WRONG_TYPE,
                                NOT_IN_ENUM,
                                PATTERN_MISMATCH,
                                WRONG_LENGTH,
                                BAD_FORMAT,
                                OUT_OF_RANGE,
                                WRONG_SIZE,
                                NOT_UNIQUE,
                                NO_MATCH -> !faults.of(reason).isEmpty();
                    };
            if (applies) {
                breakages.add(new Breakage(reason, faults.of(reason)));
            }
        }
        breakages.sort((one, other) -> one.reason.compareTo(other.reason));
    }

    @Override
    public boolean hasNext() {
        return made < spec.records();
    }

    /**
     * The next record.
     *
     * @throws NoSuchElementException if all records were made
     * @throws IllegalArgumentException if no further id or value can be made within the schema's checks
     */
    @Override
    public GeneratedRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("All " + spec.records() + " records were made");
        }
        long now = startMicros + (long) (made * microsPerRecord);
        long eventSeed = SeededRandom.seed(spec.seed(), made);
        choice.reseed(~eventSeed);
        draft.number = made++;
        draft.device = choice.nextInt(spec.devices());
        draft.fault = null;
        double drawn = choice.nextDouble();
        if (drawn < spec.invalid() && !breakages.isEmpty()) {
            return broken(eventSeed, now);
        }
        drawn -= spec.invalid();
        if (drawn >= 0 && drawn < spec.duplicates()) {
            GeneratedRecord copy = copy(now);
            if (copy != null) {
                return copy;
            }
        }
        boolean late = drawn >= spec.duplicates() && drawn < spec.duplicates() + spec.late();
        return event(eventSeed, now, late);
    }

    private GeneratedRecord event(long eventSeed, long now, boolean drawnLate) {
        byte[] key = key(eventSeed);
        int partition = partition(key);
        boolean late = drawnLate && greatest[partition] != Long.MIN_VALUE;
        if (late) {
            draft.time = floor(greatest[partition] - latenessMicros - 1 - choice.nextLong(LATEST_BY));
        } else {
            draft.time = floor(now - choice.nextLong(delayBound));
            greatest[partition] = Math.max(greatest[partition], draft.time);
            remember(eventSeed, partition);
        }
        byte[] value = written(eventSeed, eventSeed);
        return record(key, value, now, partition, late ? Kind.LATE : Kind.EVENT, null);
    }

    private void remember(long eventSeed, int partition) {
        seeds[nextSlot] = eventSeed;
        times[nextSlot] = draft.time;
        numbers[nextSlot] = draft.number;
        devices[nextSlot] = draft.device;
        partitions[nextSlot] = partition;
        nextSlot = (nextSlot + 1) % REMEMBERED;
        remembered = Math.min(remembered + 1, REMEMBERED);
    }

    /** A copy of a remembered event that is not late by now, or null if none was found. */
    private GeneratedRecord copy(long now) {
        boolean conflicting = choice.nextDouble() < spec.conflicting();
        for (int attempt = 0; remembered > 0 && attempt < ATTEMPTS; attempt++) {
            int slot = choice.nextInt(remembered);
            if (times[slot] >= greatest[partitions[slot]] - latenessMicros) {
                draft.number = numbers[slot];
                draft.device = devices[slot];
                draft.time = times[slot];
                return copy(seeds[slot], now, conflicting);
            }
        }
        return null;
    }

    private GeneratedRecord copy(long eventSeed, long now, boolean conflicting) {
        byte[] key = key(eventSeed);
        byte[] original = written(eventSeed, eventSeed);
        for (int attempt = 1; conflicting && attempt <= ATTEMPTS; attempt++) {
            byte[] other = written(eventSeed, SeededRandom.seed(eventSeed, attempt));
            if (!Arrays.equals(original, other)) {
                return record(key, other, now, partition(key), Kind.CONFLICTING, null);
            }
        }
        return record(key, original, now, partition(key), Kind.DUPLICATE, null);
    }

    private GeneratedRecord broken(long eventSeed, long now) {
        Breakage breakage = breakages.get(choice.nextInt(breakages.size()));
        byte[] key = key(eventSeed);
        draft.time = floor(now);
        if (breakage.reason == RejectionReason.FUTURE_TIMESTAMP) {
            draft.time = floor(timestamp(now) * 1000 + Micros.of(spec.maxFuture()) + HOUR);
        } else if (!breakage.faults.isEmpty()) {
            draft.fault = breakage.faults.get(choice.nextInt(breakage.faults.size()));
        }
        byte[] value = written(eventSeed, eventSeed);
        if (breakage.reason == RejectionReason.EMPTY) {
            value = new byte[0];
        } else if (breakage.reason == RejectionReason.MALFORMED_JSON) {
            value = malformed(value);
        } else if (breakage.reason == RejectionReason.UNEXPECTED_FIELD) {
            value = withEnding(value, value.length - 1, ",\"" + unknownName() + "\":true}");
        }
        return record(key, value, now, partition(key), Kind.INVALID, breakage.reason);
    }

    private byte[] malformed(byte[] value) {
        return switch (choice.nextInt(5)) {
            case 0 -> Arrays.copyOf(value, 1 + choice.nextInt(value.length - 1));
            case 1 -> withEnding(value, value.length, "}");
            case 2 -> withEnding(value, value.length - 1, ",\"" + unknownName() + "\":NaN}");
            case 3 -> withEnding(value, value.length - 1, ",\"" + unknownName() + "\":\"\\x\"}");
            default -> {
                byte[] invalidUtf8 = withEnding(value, value.length - 1, ",\"" + unknownName() + "\":\"?\"}");
                invalidUtf8[invalidUtf8.length - 3] = (byte) 0xff;
                yield invalidUtf8;
            }
        };
    }

    private String unknownName() {
        String name = "unknown";
        while (spec.schema().field(name) != null) {
            name += "_";
        }
        return name;
    }

    private static byte[] withEnding(byte[] value, int kept, String ending) {
        byte[] changed = Arrays.copyOf(value, kept + ending.length());
        for (int i = 0; i < ending.length(); i++) {
            changed[kept + i] = (byte) ending.charAt(i);
        }
        return changed;
    }

    private byte[] written(long identitySeed, long valueSeed) {
        byte[] event = write(identitySeed, valueSeed);
        if (event == null) {
            throw new IllegalStateException("Cannot make event " + (draft.number + 1) + ": " + DRAWS
                    + " drawn ones did not satisfy what the schema asks of several properties together");
        }
        return event;
    }

    /** Writes an event; null where none that was drawn is as wanted. */
    private byte[] write(long identitySeed, long valueSeed) {
        byte[] event = draw(identitySeed, valueSeed);
        if (!judgesTogether) {
            return event;
        }
        for (int attempt = 1; attempt <= DRAWS; attempt++) {
            if (isAsWanted(event)) {
                return event;
            }
            event = draw(identitySeed, SeededRandom.seed(valueSeed, -attempt));
        }
        return null;
    }

    private byte[] draw(long identitySeed, long valueSeed) {
        draft.begin(identitySeed, valueSeed);
        out.clear();
        model.write(draft, out);
        return out.toByteArray();
    }

    /** Whether an event that is judged as a whole is valid, or fails for the reason it was broken for. */
    private boolean isAsWanted(byte[] event) {
        try {
            JsonValue.Builder values = new JsonValue.Builder();
            Violation violation = spec.schema().root().judge(JsonValue.of(values, MAPPER.readTree(event)), values);
            return draft.fault == null
                    ? violation == null
                    : violation == null
                            || violation
                                    .reason()
                                    .name()
                                    .equals(draft.fault.reason().name());
        } catch (IOException e) {
            throw new UncheckedIOException("Generated events are JSON", e);
        }
    }

    private static boolean judgesTogether(List<Field> fields) {
        return fields.stream()
                .anyMatch(field -> field.isGroup() && (field.judge() != null || judgesTogether(field.children())));
    }

    private byte[] key(long eventSeed) {
        if (deviceKeys != null) {
            return deviceKeys[draft.device];
        }
        draft.begin(eventSeed, eventSeed);
        out.clear();
        idModel.write(draft, out);
        return EventModel.text(out.toByteArray()).getBytes(StandardCharsets.UTF_8);
    }

    private int partition(byte[] key) {
        return deviceKeys != null ? devicePartitions[draft.device] : KeyPartitioner.partition(key, spec.partitions());
    }

    private static GeneratedRecord record(
            byte[] key, byte[] value, long now, int partition, Kind kind, RejectionReason reason) {
        return new GeneratedRecord(key, value, timestamp(now), partition, kind, reason);
    }

    /** The first millisecond that is not before the record's event. */
    private static long timestamp(long now) {
        return Math.floorDiv(now + 999, 1000);
    }

    private long floor(long micros) {
        return Math.floorDiv(micros, granule) * granule;
    }
}
