package io.sluice.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineRuntime;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.WindowSpec;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.LocalStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs made to fill the memory, each many times the heap of the process of its own that reads them. */
@Tag("integration")
class BoundedMemoryTest {
    /** Half of it holds a thousand open files of eleven columns. */
    private static final String HEAP = "-Xmx320m";

    private static final int HOURS = 1_000;
    private static final Instant BASE = Instant.parse("2026-01-05T00:00:00Z");

    @Test
    void whateverIsInTheLogTheHeapSuffices(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BoundedMemoryTest.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(output).contains("open hours: 100000 events, 0 duplicates, 0 rejected in 1000 files of 1000 hours");
        assertThat(output).contains("large records: 300 events, 0 duplicates, 300 rejected");
        assertThat(output).contains("hot id: 1 events, 499999 duplicates, 0 rejected");
        assertThat(process.exitValue()).isZero();
    }

    /** The child process. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        openHours(folder.resolve("hours"));
        largeRecords(folder.resolve("large"));
        hotId(folder.resolve("hot"));
    }

    private static PipelineSpec spec() {
        return PipelineSpec.builtIn()
                .withThreads(2)
                .withCommits(Duration.ofHours(1), 1L << 40)
                .withBufferBytes(16 << 20);
    }

    /** A thousand hours take turns, so that all of them are open at once, in one commit. */
    private static void openHours(Path lake) {
        PipelineSpec spec = spec().withLateness(Duration.ofDays(100));
        WindowSpec hourly = new WindowSpec(
                Duration.ofHours(1), spec.windows().by(), spec.windows().aggregates());
        String told = run("open hours", lake, spec.withWindows(hourly), 100_000, i -> event(i, i % HOURS * 3_600, ""));
        Map<String, Long> hours = new TreeMap<>();
        for (DataFile file : CommitLog.open(new LocalStore(lake, false)).liveFiles(Table.EVENTS)) {
            hours.merge(file.path().substring(0, file.path().lastIndexOf('/')), 1L, Long::sum);
        }
        long files = hours.values().stream().mapToLong(Long::longValue).sum();
        System.out.println(told + " in " + files + " files of " + hours.size() + " hours");
    }

    /** Good and bad ones in turn, all of which go to files with all their bytes. */
    private static void largeRecords(Path lake) {
        EventSchema schema = EventSchema.builtIn().keepingUnknown();
        PipelineSpec large = PipelineSpec.of(schema, EventRoles.of(schema, "event_id", "timestamp", null))
                .withThreads(2)
                .withCommits(Duration.ofHours(1), 1L << 40)
                .withBufferBytes(16 << 20)
                .withMaxRecordBytes(2 << 20);
        String padding = "x".repeat(1 << 20);
        System.out.println(run("large records", lake, large, 600, i -> {
            String good = ",\"padding\":\"" + i + padding + "\"";
            return event(i, i, i % 2 == 0 ? good : good + "]");
        }));
    }

    private static void hotId(Path lake) {
        System.out.println(run("hot id", lake, spec(), 500_000, i -> event(7, i / 2_000, "")));
    }

    private static byte[] event(long id, long second, String more) {
        String text = "{\"event_id\":\"" + String.format("%08x", id) + "-8547-4f3b-9d5e-2f3a4b5c6d7e\""
                + ",\"device_id\":\"device-001\",\"device_type\":\"motion\",\"timestamp\":\"" + BASE.plusSeconds(second)
                + "\",\"event_duration\":1.5,\"value\":2.5,\"status\":\"normal\""
                + ",\"metadata\":{\"location\":\"zone-A\",\"firmware\":\"v1.2.3\"}" + more + "}";
        return text.getBytes(UTF_8);
    }

    private static String run(String name, Path folder, PipelineSpec spec, long records, LongFunction<byte[]> record) {
        LakeConfig config = LakeConfig.of(
                        new LocalStore(folder, false),
                        spec.schema(),
                        spec.roles(),
                        spec.windows(),
                        InstantSource.system())
                .withMaxOpenHours(HOURS);
        try (ParquetLake lake = new ParquetLake(config);
                MadeLog log = new MadeLog(records, record);
                Pipeline pipeline = new Pipeline(
                        spec,
                        log,
                        lake,
                        PipelineMetrics.NONE,
                        PipelineRuntime.threads(InstantSource.system(), System::nanoTime))) {
            RunSummary summary = pipeline.run(RunMode.UNTIL_CAUGHT_UP);
            PartitionCounts counts = summary.counts().get(0);
            return name + ": " + counts.events() + " events, " + counts.duplicates() + " duplicates, "
                    + counts.rejectedTotal() + " rejected";
        }
    }

    /** One source partition whose records are made when they are asked for, and kept nowhere. */
    private static final class MadeLog implements EventSource {
        private final long end;
        private final LongFunction<byte[]> record;
        private long position;
        private boolean paused;

        MadeLog(long end, LongFunction<byte[]> record) {
            this.end = end;
            this.record = record;
        }

        @Override
        public SourceIdentity identity() {
            return new SourceIdentity("made", "");
        }

        @Override
        public void start(Map<Integer, Long> positions) {}

        @Override
        public Set<Integer> partitions() {
            return Set.of(0);
        }

        @Override
        public Map<Integer, Long> positions() {
            return Map.of(0, position);
        }

        @Override
        public Map<Integer, Long> endPositions() {
            return Map.of(0, end);
        }

        @Override
        public RecordBatch poll(Duration timeout) {
            if (paused || position == end) {
                return null;
            }
            RecordBatch batch = new RecordBatch(0, 500);
            while (batch.size() < 500 && batch.bytes() < 4 << 20 && position < end) {
                byte[] value = record.apply(position);
                batch.add(position++, RecordBatch.NO_TIME, value, 0, value.length);
            }
            return batch;
        }

        @Override
        public boolean isAtEnd(int partition) {
            return position == end;
        }

        @Override
        public void pause(Set<Integer> partitions) {
            paused = partitions.contains(0);
        }

        @Override
        public void acknowledge(Map<Integer, Long> positions) {}

        @Override
        public void close() {}
    }
}
