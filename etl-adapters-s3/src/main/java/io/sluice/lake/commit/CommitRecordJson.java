package io.sluice.lake.commit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Commit records as JSON: one line, field names that stay, equal bytes for equal records. Times are microseconds since
 * the epoch; one that is not there ({@link Long#MIN_VALUE}) is null. Fields this version does not know are passed over,
 * a format number above its own is refused.
 */
final class CommitRecordJson {
    private static final int FORMAT = 1;
    private static final String SPARK_BATCH = "spark_batch_id";
    private static final String NOTES = "notes";
    private static final String PREVIOUS = "previous";
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final List<String> FILE_TEXTS = List.of("table", "staged", "path", "crc32c");
    private static final List<String> FILE_NUMBERS = List.of("rows", "bytes", "min_time", "max_time");

    private CommitRecordJson() {}

    /**
     * A record and what ties it to the one before.
     *
     * @param previous the {@link CommitHash} of the record before; null in the first one, and in those of older versions
     */
    record Linked(CommitRecord record, String previous) {}

    /** The record as one line of UTF-8, line feed included, tied to none before. */
    static byte[] write(CommitRecord record) {
        return write(record, null);
    }

    /** @param previous see {@link Linked} */
    static byte[] write(CommitRecord record, String previous) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            write(record, previous, json);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write commit record " + record.number() + " as JSON", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void write(CommitRecord record, String previous, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeNumberField("number", record.number());
        json.writeStringField("kind", label(record.kind()));
        json.writeStringField("writer", record.writerId());
        json.writeStringField("time", record.time().toString());
        json.writeObjectFieldStart("source");
        json.writeStringField("name", record.source().name());
        json.writeStringField("id", record.source().id());
        json.writeEndObject();
        json.writeObjectFieldStart("partitions");
        for (Map.Entry<Integer, PartitionState> entry : record.partitions().entrySet()) {
            json.writeObjectFieldStart(entry.getKey().toString());
            json.writeNumberField("position", entry.getValue().position());
            writeTime(json, "greatest_event_time", entry.getValue().greatestEventTime());
            if (entry.getValue().recordTime() != Long.MIN_VALUE) {
                json.writeNumberField("record_time", entry.getValue().recordTime());
            }
            if (!entry.getValue().content().isEmpty()) {
                json.writeStringField("content", entry.getValue().content());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
        writeTime(json, "watermark", record.watermark());
        json.writeNumberField("oldest_needed", record.recoverFromCommit());
        json.writeArrayFieldStart("added");
        for (DataFile file : record.added()) {
            write(file, json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("removed");
        for (String path : record.removed()) {
            json.writeString(path);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("counts");
        for (Map.Entry<Integer, PartitionCounts> entry : record.counts().entrySet()) {
            json.writeFieldName(entry.getKey().toString());
            write(entry.getValue(), json);
        }
        json.writeEndObject();
        json.writeStringField("schema", record.schemaHash());
        json.writeObjectFieldStart("settings");
        for (Map.Entry<String, String> setting : record.settings().entrySet()) {
            json.writeStringField(setting.getKey(), setting.getValue());
        }
        json.writeEndObject();
        writeNotes(record.notes(), json);
        if (previous != null) {
            json.writeStringField(PREVIOUS, previous);
        }
        json.writeEndObject();
    }

    /** One of them has a field of its own, a number, in every record since the first version. */
    private static void writeNotes(Map<String, String> notes, JsonGenerator json) throws IOException {
        String batch = notes.get(SPARK_BATCH);
        if (batch == null) {
            json.writeNullField(SPARK_BATCH);
        } else {
            json.writeNumberField(SPARK_BATCH, Long.parseLong(batch));
        }
        if (notes.size() > (batch == null ? 0 : 1)) {
            json.writeObjectFieldStart(NOTES);
            for (Map.Entry<String, String> note : notes.entrySet()) {
                if (!note.getKey().equals(SPARK_BATCH)) {
                    json.writeStringField(note.getKey(), note.getValue());
                }
            }
            json.writeEndObject();
        }
    }

    private static void write(DataFile file, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", file.table().folder());
        json.writeStringField("staged", file.stagedPath());
        json.writeStringField("path", file.path());
        json.writeNumberField("rows", file.rows());
        json.writeNumberField("bytes", file.bytes());
        json.writeStringField("crc32c", file.checksum());
        writeTime(json, "min_time", file.minTime());
        writeTime(json, "max_time", file.maxTime());
        json.writeEndObject();
    }

    private static void write(PartitionCounts counts, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("first_position", counts.firstPosition());
        json.writeNumberField("next_position", counts.nextPosition());
        for (RecordCounter counter : RecordCounter.values()) {
            if (counter == RecordCounter.REJECTED) {
                writeRejected(counts, json);
            } else if (!isAbsent(counter, counts.count(counter))) {
                json.writeNumberField(counter.key(), counts.count(counter));
            }
        }
        json.writeEndObject();
    }

    /** A counter that came later is not in older records, nor where it counted nothing. */
    private static boolean isAbsent(RecordCounter counter, long count) {
        return counter == RecordCounter.IMPLAUSIBLE_TIMES && count == 0;
    }

    /** By reason; the sum follows from that. */
    private static void writeRejected(PartitionCounts counts, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(RecordCounter.REJECTED.key());
        for (Map.Entry<String, Long> entry : counts.rejected().entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void writeTime(JsonGenerator json, String name, long micros) throws IOException {
        if (micros == Long.MIN_VALUE) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, micros);
        }
    }

    private static String label(CommitRecord.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a record.
     *
     * @param location where the bytes came from, for messages
     * @throws DataGapException if they are no such record
     */
    static CommitRecord read(byte[] bytes, String location) {
        return readLinked(bytes, location).record();
    }

    static Linked readLinked(byte[] bytes, String location) {
        try {
            return new Reader(location).record(bytes);
        } catch (IOException | IllegalArgumentException | DateTimeParseException | NullPointerException e) {
            throw damaged(location, e.getMessage(), e);
        }
    }

    private static DataGapException damaged(String location, String what, Exception cause) {
        return new DataGapException(
                "Commit record " + location + " is damaged (" + what + "); restore it from a backup", cause);
    }

    /** Takes values apart, insisting on every field and its type. */
    private record Reader(String location) {
        Linked record(byte[] bytes) throws IOException {
            try (JsonParser json = FACTORY.createParser(bytes)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException("it is no JSON object");
                }
                Map<String, Object> fields = new HashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    fields.put(name, name.equals("added") ? files(json) : JsonValues.read(json));
                    if (name.equals("format")) {
                        requireKnown(whole(fields, name));
                    }
                }
                if (json.nextToken() != null) {
                    throw new IllegalArgumentException("something follows on its end");
                }
                return new Linked(record(fields), fields.containsKey(PREVIOUS) ? text(fields, PREVIOUS) : null);
            }
        }

        private void requireKnown(long format) {
            if (format > FORMAT) {
                throw new DataGapException("Commit record " + location + " has format " + format
                        + ", but this version reads up to " + FORMAT + "; use a newer version of Sluice");
            }
        }

        private CommitRecord record(Map<String, Object> json) {
            whole(json, "format");
            Map<String, Object> source = object(json, "source");
            return CommitRecord.numbered(whole(json, "number"))
                    .kind(CommitRecord.Kind.valueOf(
                            text(json, "kind").toUpperCase(Locale.ROOT).replace('-', '_')))
                    .writer(text(json, "writer"))
                    .time(Instant.parse(text(json, "time")))
                    .source(new SourceIdentity(text(source, "name"), text(source, "id")))
                    .partitions(partitions(object(json, "partitions")))
                    .watermark(time(json, "watermark"))
                    .recoverFrom(whole(json, "oldest_needed"))
                    .added(added(json))
                    .removed(texts(array(json, "removed")))
                    .counts(counts(object(json, "counts")))
                    .schema(text(json, "schema"))
                    .settings(textsByName(object(json, "settings")))
                    .notes(notes(json))
                    .build();
        }

        private Map<String, String> notes(Map<String, Object> json) {
            Map<String, String> notes = new TreeMap<>();
            if (json.containsKey(NOTES)) {
                notes.putAll(textsByName(object(json, NOTES)));
            }
            if (field(json, SPARK_BATCH) != null) {
                notes.put(SPARK_BATCH, Long.toString(whole(json, SPARK_BATCH)));
            }
            return notes;
        }

        private Map<Integer, PartitionState> partitions(Map<String, Object> json) {
            Map<Integer, PartitionState> partitions = new TreeMap<>();
            for (String partition : json.keySet()) {
                Map<String, Object> state = object(json, partition);
                partitions.put(
                        Integer.valueOf(partition),
                        new PartitionState(
                                whole(state, "position"),
                                time(state, "greatest_event_time"),
                                state.containsKey("record_time") ? whole(state, "record_time") : Long.MIN_VALUE,
                                state.containsKey("content") ? text(state, "content") : ""));
            }
            return partitions;
        }

        @SuppressWarnings("unchecked") // that field is read as nothing else
        private List<DataFile> added(Map<String, Object> json) {
            return (List<DataFile>) array(json, "added");
        }

        /** Straight from the text: a lake of some years has files by the ten thousand. */
        private List<DataFile> files(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException("added should be an array, but is " + JsonValues.read(json));
            }
            List<DataFile> files = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException("a file should be an object, but is " + JsonValues.read(json));
                }
                files.add(file(json));
            }
            return files;
        }

        private DataFile file(JsonParser json) throws IOException {
            String[] texts = new String[FILE_TEXTS.size()];
            long[] numbers = new long[FILE_NUMBERS.size()];
            int found = 0;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                int text = FILE_TEXTS.indexOf(name);
                int number = text >= 0 ? -1 : FILE_NUMBERS.indexOf(name);
                if (text >= 0) {
                    texts[text] = text(
                            json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : JsonValues.read(json),
                            name);
                    found |= 1 << text;
                } else if (number >= 0) {
                    numbers[number] = number(json, name);
                    found |= 1 << FILE_TEXTS.size() + number;
                } else {
                    json.skipChildren();
                }
            }
            requireAll(found);
            return new DataFile(
                    Table.valueOf(texts[0].toUpperCase(Locale.ROOT)),
                    texts[1],
                    texts[2],
                    numbers[0],
                    numbers[1],
                    texts[3],
                    numbers[2],
                    numbers[3]);
        }

        /** @return {@link Long#MIN_VALUE} for null, which times may be */
        private long number(JsonParser json, String name) throws IOException {
            Object value = JsonValues.read(json);
            if (value instanceof Long number) {
                return number;
            }
            if (value == null && name.endsWith("_time")) {
                return Long.MIN_VALUE;
            }
            throw new IllegalArgumentException(name + " should be a whole number, but is " + value);
        }

        private void requireAll(int found) {
            int missing = Integer.numberOfTrailingZeros(~found);
            if (missing < FILE_TEXTS.size() + FILE_NUMBERS.size()) {
                throw new IllegalArgumentException("a file has no "
                        + (missing < FILE_TEXTS.size()
                                ? FILE_TEXTS.get(missing)
                                : FILE_NUMBERS.get(missing - FILE_TEXTS.size())));
            }
        }

        private List<String> texts(List<?> json) {
            List<String> texts = new ArrayList<>();
            for (Object path : json) {
                texts.add(text(path, "a path"));
            }
            return texts;
        }

        private Map<Integer, PartitionCounts> counts(Map<String, Object> json) {
            Map<Integer, PartitionCounts> counts = new TreeMap<>();
            for (String partition : json.keySet()) {
                Map<String, Object> count = object(json, partition);
                Map<RecordCounter, Long> counters = new EnumMap<>(RecordCounter.class);
                for (RecordCounter counter : RecordCounter.values()) {
                    boolean isAbsent = isAbsent(counter, count.containsKey(counter.key()) ? 1 : 0);
                    if (counter != RecordCounter.REJECTED && !isAbsent) {
                        counters.put(counter, whole(count, counter.key()));
                    }
                }
                counts.put(
                        Integer.valueOf(partition),
                        new PartitionCounts(
                                whole(count, "first_position"),
                                whole(count, "next_position"),
                                counters,
                                rejected(object(count, RecordCounter.REJECTED.key()))));
            }
            return counts;
        }

        private Map<String, Long> rejected(Map<String, Object> json) {
            Map<String, Long> rejected = new TreeMap<>();
            for (String reason : json.keySet()) {
                rejected.put(reason, whole(json, reason));
            }
            return rejected;
        }

        private Map<String, String> textsByName(Map<String, Object> json) {
            Map<String, String> texts = new TreeMap<>();
            for (String name : json.keySet()) {
                texts.put(name, text(json, name));
            }
            return texts;
        }

        /** Null if it is that; a field that is not there at all is damage. */
        private Object field(Map<String, Object> json, String name) {
            Object value = json.get(name);
            if (value == null && !json.containsKey(name)) {
                throw new IllegalArgumentException("it has no " + name);
            }
            return value;
        }

        private long time(Map<String, Object> json, String name) {
            return field(json, name) == null ? Long.MIN_VALUE : whole(json, name);
        }

        private long whole(Map<String, Object> json, String name) {
            if (field(json, name) instanceof Long number) {
                return number;
            }
            throw new IllegalArgumentException(name + " should be a whole number, but is " + json.get(name));
        }

        private String text(Map<String, Object> json, String name) {
            return text(field(json, name), name);
        }

        private String text(Object value, String name) {
            if (value instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException(name + " should be a text, but is " + value);
        }

        private Map<String, Object> object(Map<String, Object> json, String name) {
            return object(field(json, name), name);
        }

        @SuppressWarnings("unchecked") // JSON objects are read as nothing else
        private Map<String, Object> object(Object value, String name) {
            if (value instanceof Map) {
                return (Map<String, Object>) value;
            }
            throw new IllegalArgumentException(name + " should be an object, but is " + value);
        }

        private List<?> array(Map<String, Object> json, String name) {
            if (field(json, name) instanceof List<?> array) {
                return array;
            }
            throw new IllegalArgumentException(name + " should be an array, but is " + json.get(name));
        }
    }
}
