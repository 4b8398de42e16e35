package io.sluice.benchmarks.floor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** One-minute windows per device type, in hash maps, written to one file as they close. */
final class MinuteWindows implements AutoCloseable {
    private static final String SCHEMA = """
        message window {
          required int64 window_start (TIMESTAMP(MICROS,true));
          required binary device_type (STRING);
          required int64 event_count;
          required double avg_duration;
          required double stddev_duration;
          required double min_duration;
          required double max_duration;
          required double avg_value;
        }
        """;

    private final ParquetWriter<Window> file;
    private final TreeMap<Instant, Map<String, Window>> open = new TreeMap<>();

    MinuteWindows(Path folder) {
        file = RowFile.create(folder.resolve("windows.parquet"), SCHEMA, MinuteWindows::row);
    }

    void add(DeviceEvent event) {
        Instant minute = event.timestamp().truncatedTo(ChronoUnit.MINUTES);
        open.computeIfAbsent(minute, start -> new HashMap<>())
                .computeIfAbsent(event.deviceType(), type -> new Window(minute, type))
                .add(event);
    }

    void closeBefore(Instant watermark) {
        while (!open.isEmpty() && open.firstKey().plusSeconds(60).compareTo(watermark) <= 0) {
            write(open.pollFirstEntry().getValue());
        }
    }

    private void write(Map<String, Window> windows) {
        try {
            for (Window window : windows.values()) {
                file.write(window);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void row(RecordConsumer to, Window window) {
        to.startField("window_start", 0);
        to.addLong(window.start.getEpochSecond() * 1_000_000);
        to.endField("window_start", 0);
        to.startField("device_type", 1);
        to.addBinary(Binary.fromString(window.type));
        to.endField("device_type", 1);
        to.startField("event_count", 2);
        to.addLong(window.count);
        to.endField("event_count", 2);
        double mean = window.duration / window.count;
        double variance = (window.squares - window.duration * mean) / Math.max(1, window.count - 1);
        number(to, "avg_duration", 3, mean);
        number(to, "stddev_duration", 4, Math.sqrt(Math.max(0, variance)));
        number(to, "min_duration", 5, window.min);
        number(to, "max_duration", 6, window.max);
        number(to, "avg_value", 7, window.value / window.count);
    }

    private static void number(RecordConsumer to, String name, int index, double value) {
        to.startField(name, index);
        to.addDouble(value);
        to.endField(name, index);
    }

    @Override
    public void close() {
        try {
            for (Map<String, Window> windows : open.values()) {
                write(windows);
            }
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Window {
        private final Instant start;
        private final String type;
        private long count;
        private double duration;
        private double squares;
        private double value;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        Window(Instant start, String type) {
            this.start = start;
            this.type = type;
        }

        void add(DeviceEvent event) {
            double x = event.eventDuration();
            count++;
            duration += x;
            squares += x * x;
            value += event.value();
            min = Math.min(min, x);
            max = Math.max(max, x);
        }
    }
}
