package io.sluice.spark.query;

import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineRuntime;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.lake.Duck;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.store.StoreLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Lakes to be asked. */
public final class SampleLakes {
    private static final Instant START = Instant.parse("2026-01-05T05:00:00Z");

    private static final String ROWS = """
            CREATE TABLE events AS
            SELECT format('{:08x}-0000-4000-8000-{:012x}', (hash(device_type || id) % 4294967296)::BIGINT, id)
                       AS event_id,
                   device_type,
                   TIMESTAMP '2026-01-05 00:00:00' + to_microseconds((hash(n) % 172800000000)::BIGINT) AS "timestamp",
                   CASE device_type WHEN 'light' THEN 0.1
                        WHEN 'motion' THEN CASE WHEN n % 2 = 0 THEN -0.0 ELSE 1000.0 END
                        WHEN 'skewed' THEN exp((hash(n * 7) % 20000) / 1000.0)
                        ELSE (hash(n * 7) % 100000) / 113.0 END AS event_duration,
                   n % 3 = 0 AS even, n % 4 AS count, (n % 2) / 4.0 AS half, NULL::VARCHAR AS nothing,
                   {'location': 'zone-' || chr((65 + n % 5)::INT)} AS metadata
            FROM (
              SELECT 'skewed' AS device_type, n, n AS id FROM range(1000000, 1060000) t(n)
              UNION ALL SELECT 'temperature', n, n % 9000 FROM range(10000) t(n)
              UNION ALL SELECT 'pressure', n, n % 500 FROM range(100000, 101200) t(n)
              UNION ALL SELECT 'humidity', n, n % 499 FROM range(200000, 201200) t(n)
              UNION ALL SELECT 'light', n, n FROM range(300000, 301400) t(n)
              UNION ALL SELECT 'motion', n, n FROM range(400000, 402001) t(n)
              UNION ALL SELECT 'single', n, n FROM range(500000, 500001) t(n)
            )
            """;

    private SampleLakes() {}

    /**
     * A plain folder of Parquet files of two days, by another writer: groups of 499 and of 500 distinct events, one of
     * equal values, one of extremes, one of a single row, one with more values an hour than a sketch holds.
     */
    public static void writeFolder(Path folder) {
        try (Duck duck = new Duck()) {
            duck.run(ROWS);
            duck.run("COPY (SELECT *, 2026 AS year, strftime(\"timestamp\", '%m') AS month,"
                    + " strftime(\"timestamp\", '%d') AS day, strftime(\"timestamp\", '%H') AS hour FROM events)"
                    + " TO '" + folder + "' (FORMAT parquet, PARTITION_BY (year, month, day, hour))");
        }
    }

    /** What the pipeline makes of two days of generated records, late ones included: some files an hour. */
    public static void write(StoreLocation location) {
        PipelineSpec spec = PipelineSpec.builtIn().withCommits(Duration.ofHours(1), 200_000);
        EventGenerator generator = new EventGenerator(GeneratorSpec.builder(spec.schema(), spec.roles())
                .start(START)
                .records(24_000, Duration.ofHours(40))
                .partitions(3)
                .duplicates(0.02, 0.1)
                .late(0.02)
                .invalid(0.01)
                .build());
        InMemoryLog log = new InMemoryLog(3);
        while (generator.hasNext()) {
            GeneratedRecord record = generator.next();
            log.append(record.partition(), record.timestamp(), record.value());
        }
        InstantSource clock = InstantSource.fixed(START);
        LakeConfig config = LakeConfig.of(location.open(), spec.schema(), spec.roles(), spec.windows(), clock);
        try (InMemoryEventSource source = new InMemoryEventSource(log);
                Lake lake = new ParquetLake(config);
                Pipeline pipeline = new Pipeline(
                        spec, source, lake, PipelineMetrics.NONE, PipelineRuntime.threads(clock, System::nanoTime))) {
            pipeline.run(RunMode.UNTIL_CAUGHT_UP);
        }
    }
}
