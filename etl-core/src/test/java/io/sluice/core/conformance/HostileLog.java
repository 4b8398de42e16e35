package io.sluice.core.conformance;

import io.sluice.core.conformance.HostileVariants.Variant;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A log in three source partitions that tries to break a pipeline, the same for the same options on every machine: ids
 * used again at and around the horizon, events at and around the lateness bound, every reason of rejection in hundreds of
 * variants, instants and JSON written in every allowed way. No event time is in the future of its record, and copies of
 * an event share a source partition.
 */
public final class HostileLog {
    /** Source partitions. */
    public static final int PARTITIONS = 3;

    private static final long MINUTE = 60_000_000L;
    private static final long START = Instant.parse("2024-02-28T20:30:00Z").getEpochSecond() * 1_000_000L;
    private static final long SPAN = 6 * 60 * MINUTE;
    private static final String[] TYPES = {"temperature", "pressure", "humidity", "motion", "light"};

    /** The records are not spread evenly, and the source partitions do not start together. */
    private static final double[] SHARES = {0.5, 0.3, 0.2};

    private static final long[] DELAYS = {0, 37 * MINUTE, 3 * MINUTE};

    /**
     * @param seed decides everything that is drawn
     * @param records how many, over all source partitions
     * @param lines whether every record must be one line of a file: then none has a null value or a newline within
     * @param maxRecordBytes what the pipeline under test has for {@code source.max-record-bytes}
     * @param lateness what it has for {@code watermark.lateness}
     * @param horizon what it has for {@code dedup.horizon}
     */
    public record Options(
            long seed, int records, boolean lines, int maxRecordBytes, Duration lateness, Duration horizon) {

        /** 60,000 records for files; records may have 64 KiB, so that any broker takes the ones that are too large. */
        public static Options standard() {
            return new Options(20240229, 60_000, true, 1 << 16, Duration.ofMinutes(10), Duration.ofMinutes(10));
        }

        public Options withRecords(int value) {
            return new Options(seed, value, lines, maxRecordBytes, lateness, horizon);
        }

        public Options withSeed(long value) {
            return new Options(value, records, lines, maxRecordBytes, lateness, horizon);
        }

        public Options withLines(boolean value) {
            return new Options(seed, records, value, maxRecordBytes, lateness, horizon);
        }

        public Options withBounds(Duration newLateness, Duration newHorizon) {
            return new Options(seed, records, lines, maxRecordBytes, newLateness, newHorizon);
        }
    }

    /** What was accepted, as far as the log needs it to write copies. */
    private record Sent(String id, int device, String type, long time, String duration, String value) {}

    private final Options options;
    private final List<Variant> variants;
    private final long lateness;
    private final long horizon;
    private final List<List<LogRecord>> partitions = new ArrayList<>();

    private Random random;
    private List<LogRecord> records;
    private List<Sent> sent;
    private long greatest;
    private long now;
    private int nextVariant;

    private HostileLog(Options options) {
        this.options = options;
        this.variants = HostileVariants.all(options.maxRecordBytes(), options.lines());
        this.lateness = options.lateness().toNanos() / 1000;
        this.horizon = options.horizon().toNanos() / 1000;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(write(partition));
        }
    }

    /** Writes the log. */
    public static HostileLog of(Options options) {
        return new HostileLog(options);
    }

    /** The text of the schema its events have: the built-in one with something for every check. */
    public static String schemaJson() {
        try (InputStream in = HostileLog.class.getResourceAsStream("hostile-event.schema.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the hostile schema", e);
        }
    }

    /** What a pipeline has to be told to read it. */
    public PipelineSpec spec() {
        EventSchema schema = EventSchema.parse("hostile", schemaJson());
        return PipelineSpec.of(schema, EventRoles.of(schema, "event_id", "timestamp", null))
                .withMaxRecordBytes(options.maxRecordBytes())
                .withLateness(options.lateness())
                .withHorizon(options.horizon());
    }

    /** The records per source partition; offsets start at 0 and have no gaps. */
    public List<List<LogRecord>> partitions() {
        return List.copyOf(partitions);
    }

    /** The records of one source partition as a batch. */
    public RecordBatch batch(int partition) {
        List<LogRecord> all = partitions.get(partition);
        RecordBatch batch = new RecordBatch(partition, all.size());
        for (LogRecord each : all) {
            byte[] value = each.value();
            batch.add(each.offset(), each.timestamp(), value, 0, value == null ? 0 : value.length);
        }
        return batch;
    }

    /** Writes {@code p0.ndjson} to {@code p2.ndjson}, a record a line: the offset is the line's number from 0. */
    public List<Path> writeFiles(Path folder) throws IOException {
        if (!options.lines()) {
            throw new IllegalStateException("This log has records that are no lines; make it with lines = true");
        }
        List<Path> files = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Path file = folder.resolve("p" + partition + ".ndjson");
            try (OutputStream out = Files.newOutputStream(file)) {
                for (LogRecord each : partitions.get(partition)) {
                    out.write(each.value());
                    out.write('\n');
                }
            }
            files.add(file);
        }
        return files;
    }

    private List<LogRecord> write(int partition) {
        random = new Random(options.seed() + partition);
        records = new ArrayList<>();
        sent = new ArrayList<>();
        int count = (int) Math.round(options.records() * SHARES[partition]);
        if (partition == PARTITIONS - 1) {
            count = options.records() - partitions.stream().mapToInt(List::size).sum();
        }
        greatest = Long.MIN_VALUE;
        nextVariant = partition * variants.size() / PARTITIONS;
        now = START + DELAYS[partition];
        if (partition == 0) {
            // The very first event may be of any time, and must not open the way for a folder per hour since then.
            now = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond() * 1_000_000L;
            fresh();
        }
        for (int i = records.size(); i < count; i++) {
            now = START + DELAYS[partition] + (long) ((double) SPAN * i / count);
            next();
        }
        return List.copyOf(records);
    }

    private void next() {
        int dice = sent.size() < 20 ? 0 : random.nextInt(100);
        if (dice < 33) {
            fresh();
        } else if (dice < 43) {
            event(newId(), greatest - (long) (random.nextDouble() * lateness), "ordinary disorder");
        } else if (dice < 46) {
            event(newId(), greatest - lateness, "exactly at the lateness bound");
        } else if (dice < 49) {
            event(newId(), greatest - lateness - 1, "a microsecond late");
        } else if (dice < 51) {
            event(newId(), greatest - lateness - 1 - (long) (random.nextDouble() * 90 * MINUTE), "late");
        } else if (dice < 60) {
            copy(recent(), true);
        } else if (dice < 64) {
            copy(recent(), false);
        } else if (dice < 71) {
            useIdAgain();
        } else {
            variant(variants.get(nextVariant));
            nextVariant = (nextVariant + 1) % variants.size();
        }
    }

    private void fresh() {
        event(newId(), now - random.nextInt(3_000_000), "plain");
    }

    private String newId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private Sent recent() {
        Sent found = null;
        for (int attempt = 0; attempt < 4 && (found == null || found.time < greatest - lateness); attempt++) {
            found = sent.get(sent.size() - 1 - random.nextInt(Math.min(sent.size(), 400)));
        }
        return found;
    }

    /** An id comes again at, just within or just beyond the horizon, in either direction. */
    private void useIdAgain() {
        Sent earlier = sent.get(sent.size() - 1);
        for (int i = sent.size() - 1; i > 0 && earlier.time > now - horizon - 1; i--) {
            earlier = sent.get(i);
        }
        Sent newest = sent.get(sent.size() - 1);
        switch (random.nextInt(6)) {
            case 0 -> again(earlier, earlier.time + horizon);
            case 1 -> again(earlier, earlier.time + horizon + 1);
            case 2 -> again(earlier, earlier.time + horizon - 1);
            case 3 -> again(newest, newest.time - horizon);
            case 4 -> again(newest, newest.time - horizon - 1);
            default -> again(recent(), now);
        }
    }

    private void again(Sent earlier, long time) {
        write(new Sent(earlier.id, earlier.device, earlier.type, time, earlier.duration, earlier.value), true);
    }

    /** A copy that decodes to the same values, however it is written, or one that differs in a value. */
    private void copy(Sent original, boolean equal) {
        Sent copy = equal
                ? original
                : switch (random.nextInt(3)) {
                    case 0 -> withDuration(original, number(1000));
                    case 1 ->
                        new Sent(
                                original.id,
                                original.device,
                                original.type,
                                original.time + 1,
                                original.duration,
                                original.value);
                    default ->
                        new Sent(
                                original.id,
                                (original.device + 1) % 1000,
                                original.type,
                                original.time,
                                original.duration,
                                original.value);
                };
        write(copy, false);
    }

    private static Sent withDuration(Sent sent, String duration) {
        return new Sent(sent.id, sent.device, sent.type, sent.time, duration, sent.value);
    }

    private void event(String id, long time, String what) {
        int device = random.nextInt(200);
        write(new Sent(id, device, TYPES[device % TYPES.length], time, number(1000), number(90)), true);
    }

    private String number(int bound) {
        return random.nextInt(bound) + "." + (1 + random.nextInt(999));
    }

    private void write(Sent event, boolean remember) {
        EventText text = text(event, random.nextInt(4) == 0 ? HostileTimes.plain(event.time) : odd(event.time));
        if (random.nextBoolean()) {
            text.shuffle(random);
        }
        if (random.nextInt(8) == 0) {
            text.set("device_type", EventText.quoted(EventText.escaped(event.type, random)))
                    .rename("status", EventText.escaped("status", random))
                    .rename("event_id", EventText.escaped("event_id", random));
        }
        String written = random.nextInt(3) == 0 ? text.writeLoosely(random) : text.write();
        add(written.getBytes(StandardCharsets.UTF_8));
        accepted(event, remember);
    }

    /** Keeps what later records refer to; whether it was late or a duplicate is for the model to say. */
    private void accepted(Sent event, boolean remember) {
        boolean late = greatest != Long.MIN_VALUE && event.time < greatest - lateness;
        if (!late) {
            greatest = Math.max(greatest, event.time);
            if (remember) {
                sent.add(event);
            }
        }
    }

    private String odd(long time) {
        return HostileTimes.odd(time, random);
    }

    private static EventText text(Sent event, String time) {
        return EventText.of(event.id, event.device, event.type, time, event.duration, event.value);
    }

    private void variant(Variant variant) {
        int device = random.nextInt(200);
        Sent event = new Sent(newId(), device, TYPES[device % TYPES.length], now - 1, number(1000), number(90));
        add(variant.rewrite().bytes(text(event, odd(event.time)), random));
        if (variant.reason() == null) {
            greatest = Math.max(greatest, event.time);
        }
    }

    private void add(byte[] value) {
        // An hour after the event, so that none is in the future; never before 1970, which Kafka would refuse.
        long timestamp = Math.floorDiv(Math.max(now, START), 1000) + 3_600_000;
        records.add(new LogRecord(records.size(), timestamp, value));
    }
}
