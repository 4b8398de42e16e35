package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.TestForm;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What once filled the heap: large texts, many columns in many hours, many groups. */
@Tag("e2e")
class SmallHeapTest {
    private static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");

    @TempDir
    Path dir;

    private final Random random = new Random(7);

    @Test
    void textsOfSixtyKilobytes() throws Exception {
        int events = TestForm.pick(1_500, 20_000);
        schema("\"body\":{\"type\":\"string\"}");
        String filling = "text ".repeat(12_000);
        try (BufferedWriter out = events()) {
            for (int i = 0; i < events; i++) {
                write(out, i / 100, "\"body\":\"" + random.nextInt() + filling + "\"");
            }
        }

        assertSameInASmallHeap(TestForm.pick(128, 512), 1024);
    }

    @Test
    void manyColumnsInManyHours() throws Exception {
        int columns = TestForm.pick(100, 300);
        int hours = TestForm.pick(200, 1_000);
        List<String> properties = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            properties.add("\"c" + column + "\":{\"type\":\"string\"}");
        }
        schema(String.join(",", properties));
        try (BufferedWriter out = events()) {
            for (int hour = 0; hour < hours; hour++) {
                List<String> values = new ArrayList<>();
                for (int column = 0; column < columns; column++) {
                    values.add("\"c" + column + "\":\"" + random.nextInt(50) + "\"");
                }
                write(out, 3600L * hour, String.join(",", values));
            }
        }

        assertSameInASmallHeap(TestForm.pick(160, 1024), 1536);
    }

    @Test
    void moreGroupsThanTheHeapHoldsNameTheKeyAndALargerHeapGoesOn() throws Exception {
        int groups = TestForm.pick(150_000, 3_000_000);
        schema("\"name\":{\"type\":\"string\"},\"value\":{\"type\":\"number\"}");
        try (BufferedWriter out = events()) {
            for (int i = 0; i < groups; i++) {
                write(out, 0, "\"name\":\"name-" + i + "\",\"value\":" + i);
            }
        }
        String[] byName = {
            "--set", "windows.by=name", "--set", "windows.aggregates=count(*) as n, stddev(value) as deviation"
        };

        Finished small = run("lake", TestForm.pick(96, 1024), byName);

        assertThat(small.exitCode()).as(small.err()).isEqualTo(78);
        assertThat(small.err()).contains("windows.max-groups allows", "windows.by is name", "-Xmx");
        assertThat(count("lake/events")).isPositive();

        Finished large = run("lake", TestForm.pick(768, 6144), byName);

        assertThat(large.exitCode()).as(large.err()).isZero();
        assertThat(count("lake/events")).isEqualTo(groups);
        assertThat(count("lake/windows")).isEqualTo(groups);
    }

    private void assertSameInASmallHeap(int megabytes, int enough) throws SQLException {
        Finished small = run("small", megabytes);
        Finished large = run("large", enough);

        assertThat(small.exitCode()).as(small.err()).isZero();
        assertThat(large.exitCode()).as(large.err()).isZero();
        for (String table : List.of("events", "late")) {
            assertThat(count("large/events")).isPositive();
            assertThat(digest("small/" + table)).isEqualTo(digest("large/" + table));
        }
    }

    private Finished run(String lake, int megabytes, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--drain",
                "--set",
                "schema=events.schema.json",
                "--set",
                "source.files=events.ndjson",
                "--set",
                "lake.uri=" + lake));
        arguments.addAll(List.of(more));
        try (SluiceProcess process =
                SluiceProcess.start(dir, List.of("-Xmx" + megabytes + "m"), arguments.toArray(String[]::new))) {
            return process.await();
        }
    }

    private void schema(String properties) throws IOException {
        Files.writeString(dir.resolve("events.schema.json"), """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"event","type":"object",
             "required":["event_id","timestamp"],
             "properties":{"event_id":{"type":"string","format":"uuid"},
                           "timestamp":{"type":"string","format":"date-time"},%s}}
            """.formatted(properties));
    }

    private BufferedWriter events() throws IOException {
        return Files.newBufferedWriter(dir.resolve("events.ndjson"));
    }

    private void write(BufferedWriter out, long second, String values) throws IOException {
        out.write("{\"event_id\":\"" + new UUID(random.nextLong(), random.nextLong()) + "\",\"timestamp\":\""
                + BEGIN.plusSeconds(second) + "\"," + values + "}\n");
    }

    private long count(String table) throws SQLException {
        return number("count(*)", table);
    }

    /** Of all rows, whatever their order. */
    private long digest(String table) throws SQLException {
        return Files.isDirectory(dir.resolve(table)) ? number("sum(hash(t) % 1000000007)::BIGINT", table) : 0;
    }

    private long number(String expression, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + expression + " FROM read_parquet('"
                        + dir.resolve(table) + "/**/*.parquet', hive_partitioning = false) t")) {
            row.next();
            return row.getLong(1);
        }
    }
}
