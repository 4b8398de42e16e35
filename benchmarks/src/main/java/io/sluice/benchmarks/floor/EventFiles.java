package io.sluice.benchmarks.floor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** A file per hour of event time. The oldest is closed when more hours are open than events can be late for. */
final class EventFiles implements AutoCloseable {
    private static final int OPEN_HOURS = 3;
    private static final String SCHEMA = """
        message event {
          required binary event_id (STRING);
          required binary device_id (STRING);
          required binary device_type (STRING);
          required int64 timestamp (TIMESTAMP(MICROS,true));
          required double event_duration;
          required double value;
          required binary status (STRING);
          required group metadata {
            required binary location (STRING);
            required binary firmware (STRING);
          }
          required int32 source_partition;
          required int64 source_offset;
        }
        """;

    private final Path folder;
    private final TreeMap<Instant, ParquetWriter<DeviceEvent>> open = new TreeMap<>();
    private int files;

    EventFiles(Path folder) {
        this.folder = folder;
    }

    void write(DeviceEvent event) {
        Instant hour = event.timestamp().truncatedTo(ChronoUnit.HOURS);
        try {
            open.computeIfAbsent(
                            hour,
                            start -> RowFile.create(
                                    folder.resolve("events-" + files++ + ".parquet"), SCHEMA, EventFiles::row))
                    .write(event);
            if (open.size() > OPEN_HOURS) {
                Map.Entry<Instant, ParquetWriter<DeviceEvent>> oldest = open.pollFirstEntry();
                oldest.getValue().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void row(RecordConsumer to, DeviceEvent event) {
        string(to, "event_id", 0, event.eventId().toString());
        string(to, "device_id", 1, event.deviceId());
        string(to, "device_type", 2, event.deviceType());
        to.startField("timestamp", 3);
        to.addLong(event.timestamp().getEpochSecond() * 1_000_000
                + event.timestamp().getNano() / 1000);
        to.endField("timestamp", 3);
        to.startField("event_duration", 4);
        to.addDouble(event.eventDuration());
        to.endField("event_duration", 4);
        to.startField("value", 5);
        to.addDouble(event.value());
        to.endField("value", 5);
        string(to, "status", 6, event.status());
        to.startField("metadata", 7);
        to.startGroup();
        string(to, "location", 0, event.location());
        string(to, "firmware", 1, event.firmware());
        to.endGroup();
        to.endField("metadata", 7);
        to.startField("source_partition", 8);
        to.addInteger(event.sourcePartition());
        to.endField("source_partition", 8);
        to.startField("source_offset", 9);
        to.addLong(event.sourceOffset());
        to.endField("source_offset", 9);
    }

    private static void string(RecordConsumer to, String name, int index, String value) {
        to.startField(name, index);
        to.addBinary(Binary.fromString(value));
        to.endField(name, index);
    }

    @Override
    public void close() {
        try {
            for (ParquetWriter<DeviceEvent> writer : open.values()) {
                writer.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
