package io.sluice.core.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of a lake as DuckDB reads them with a plain glob, in the words of {@link Canonical}, sorted. Needs DuckDB's
 * JDBC driver on the class path.
 *
 * @param lake the root folder
 */
public record LakeTables(Path lake) {

    /** Rows of {@code events/}. */
    public List<String> events(EventSchema schema) {
        return eventRows("events", schema);
    }

    /** Rows of {@code late/}. */
    public List<String> late(EventSchema schema) {
        return eventRows("late", schema);
    }

    private List<String> eventRows(String table, EventSchema schema) {
        List<Field> columns = schema.columns();
        String list = columns.stream().map(LakeTables::expression).collect(Collectors.joining(", "));
        return rows(
                table,
                "source_partition, source_offset, " + list,
                row -> Canonical.event(
                        ((Number) row.get(0)).intValue(), (Long) row.get(1), row.subList(2, row.size())));
    }

    /** Rows of {@code rejected/}. */
    public List<String> rejected() {
        return rows(
                "rejected",
                "source_partition, source_offset, reason, field",
                row -> Canonical.rejected(
                        ((Number) row.get(0)).intValue(), (Long) row.get(1), (String) row.get(2), (String) row.get(3)));
    }

    /** Rows of {@code windows/}. */
    public List<String> windows(WindowSpec windows) {
        List<String> columns = new ArrayList<>(List.of("epoch_us(window_start)", "epoch_us(window_end)"));
        windows.by().forEach(field -> columns.add(quoted(WindowSpec.columnName(field))));
        for (Aggregate aggregate : windows.aggregates()) {
            columns.add(
                    aggregate.type() == FieldType.TIMESTAMP
                            ? "epoch_us(" + quoted(aggregate.name()) + ")"
                            : quoted(aggregate.name()));
        }
        int firstAggregate = 2 + windows.by().size();
        return rows(
                "windows",
                String.join(", ", columns),
                row -> Canonical.window(
                        (Long) row.get(0),
                        (Long) row.get(1),
                        row.subList(2, firstAggregate),
                        row.subList(firstAggregate, row.size())));
    }

    private static String expression(Field field) {
        String path =
                Arrays.stream(field.path().split("\\.")).map(LakeTables::quoted).collect(Collectors.joining("."));
        return field.type() == FieldType.TIMESTAMP ? "epoch_us(" + path + ")" : path;
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /**
     * The first column of a query as text, sorted.
     *
     * @param query says {@code %s} where the lake's folder belongs
     */
    public List<String> texts(String query) {
        return run(query.replace("%s", lake.toString()), row -> String.valueOf(row.get(0)));
    }

    private interface Row {
        String canonical(List<Object> values);
    }

    private List<String> rows(String table, String columns, Row row) {
        if (!hasFiles(table)) {
            return List.of();
        }
        String query = "SELECT " + columns + " FROM read_parquet('" + lake.resolve(table)
                + "/**/*.parquet', hive_partitioning = false, union_by_name = true)";
        return run(query, row);
    }

    private static List<String> run(String query, Row row) {
        List<String> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> values = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    values.add(result.getObject(i));
                }
                rows.add(row.canonical(values));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot run " + query, e);
        }
        Collections.sort(rows);
        return rows;
    }

    private boolean hasFiles(String table) {
        return !files(table).isEmpty();
    }

    /** The data files of a table. */
    public List<Path> files(String table) {
        Path folder = lake.resolve(table);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> path.toString().endsWith(".parquet")).toList();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot list " + folder, e);
        }
    }

    /** How many commit records there are. */
    public long commits() {
        return commitFiles().size();
    }

    /** How many records of the source the commits count. */
    public long recordsCommitted() {
        long sum = 0;
        for (Path file : commitFiles()) {
            try {
                for (JsonNode counts :
                        new ObjectMapper().readTree(file.toFile()).get("counts")) {
                    sum += counts.get("records").longValue();
                }
            } catch (IOException e) {
                throw new IllegalStateException("Cannot read " + file, e);
            }
        }
        return sum;
    }

    private List<Path> commitFiles() {
        Path folder = lake.resolve("_sluice/commits");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> path.getFileName().toString().matches("\\d{10}\\.json"))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A folder may go while it is listed; the next look tells.
            return List.of();
        }
    }
}
