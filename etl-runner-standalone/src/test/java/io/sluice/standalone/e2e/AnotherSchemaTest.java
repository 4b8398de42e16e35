package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders of a shop instead of device events: another schema file and its roles, and every command works. */
@Tag("e2e")
class AnotherSchemaTest {
    private static final String CONFIGURATION = """
            sluice.schema=order.schema.json
            sluice.event.id=order.number
            sluice.event.time=placed_at
            sluice.event.time-unit=millis
            sluice.source.files=orders.ndjson
            sluice.lake.uri=lake
            sluice.windows.size=5m
            sluice.windows.by=order.channel
            sluice.windows.aggregates=count(*) as orders, sum(amount) as revenue, max(items) as most_items
            """;

    @TempDir
    Path dir;

    @Test
    void isGeneratedReadWrittenAndAskedWithoutAChangeInTheProgram() throws Exception {
        try (InputStream schema = getClass().getResourceAsStream("/io/sluice/core/conformance/order.schema.json")) {
            Files.copy(schema, dir.resolve("order.schema.json"));
        }
        Files.writeString(dir.resolve("orders.properties"), CONFIGURATION);

        good("schema", "check", "order.schema.json");
        assertThat(good("schema", "show", "order.schema.json").out()).contains("customer.address.city");
        good("produce", "--events", "8000", "--invalid", "0.02", "--seed", "5", "--out", "orders.ndjson");
        Finished run = good("run", "--drain");
        Finished answer = good(
                "query",
                "--field",
                "amount",
                "--by",
                "order.channel",
                "--outliers",
                "none",
                "--exact",
                "--output",
                "csv",
                "--min-events",
                "100");

        assertThat(run.err()).contains("| all ").contains("8000");
        // The lake knows its schema, roles and windows: its address is enough.
        String[] alone = {
            "query", "--lake", "lake", "--outliers", "none", "--exact", "--output", "csv", "--min-events", "100"
        };
        Finished suggested = SluiceProcess.run(dir, alone);
        assertThat(suggested.out()).as(suggested.err()).isEqualTo(answer.out());
        String number = duckdb("SELECT \"order\".number FROM read_parquet('lake/events/**/*.parquet') LIMIT 1")
                .get(0);
        Finished explained = SluiceProcess.run(dir, "explain", number, "--lake", "lake");
        assertThat(explained.exitCode()).as(explained.err()).isZero();
        assertThat(explained.err()).contains("the lake was filled from orders.ndjson");
        List<String> expected = duckdb("""
                SELECT strftime(to_timestamp(placed_at / 1000) AT TIME ZONE 'UTC', '%Y-%m-%d') AS day,
                       "order".channel AS channel, count(*), quantile_cont(amount, 0.95)
                FROM read_parquet('lake/events/**/*.parquet', hive_partitioning = false)
                GROUP BY ALL HAVING count(DISTINCT "order".number) >= 100 ORDER BY day, channel""");
        assertThat(expected).hasSizeGreaterThanOrEqualTo(3);
        assertThat(shortened(answer.out())).isEqualTo(expected);
        assertThat(duckdb(
                        "SELECT sum(orders) FROM read_parquet('lake/windows/**/*.parquet', hive_partitioning = false)"))
                .isEqualTo(duckdb(
                        "SELECT count(*) FROM read_parquet('lake/events/**/*.parquet', hive_partitioning = false)"));
    }

    private Finished good(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("schema")) {
            words.addAll(List.of("--config", "orders.properties"));
        }
        Finished finished = SluiceProcess.run(dir, words.toArray(String[]::new));
        assertThat(finished.exitCode()).as("%s: %s", words, finished.err()).isZero();
        return finished;
    }

    /** Day, channel, events and p95 of each line of the answer, the p95 to nine digits. */
    private static List<String> shortened(String csv) {
        return csv.lines()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> row(cells[0], cells[1], cells[2], Double.parseDouble(cells[cells.length - 1])))
                .toList();
    }

    private List<String> duckdb(String sql) throws SQLException, IOException {
        String absolute = sql.replace("'lake/", "'" + dir.toRealPath() + "/lake/");
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(absolute)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                rows.add(
                        columns == 1
                                ? result.getString(1)
                                : row(
                                        result.getString(1),
                                        result.getString(2),
                                        result.getString(3),
                                        result.getDouble(4)));
            }
        }
        return rows;
    }

    private static String row(String day, String channel, String events, double p95) {
        return day + " " + channel + " " + events + " " + String.format(java.util.Locale.ROOT, "%.9g", p95);
    }
}
