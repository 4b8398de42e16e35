package io.sluice.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The question of {@code sluice query --exact} as one would ask DuckDB, to be timed beside it: the same files, the same
 * answer, as CSV on standard output.
 *
 * <p>Arguments: folder of the events table, number of threads, gigabytes of memory, a folder for what does not fit in them,
 * and, if it is to be one day only, its month and day.
 */
public final class DuckQuestion {
    private static final String QUESTION = """
        WITH events AS (
          SELECT year || '-' || month || '-' || day AS date, device_type, event_id, event_duration AS v
          FROM read_parquet('%s/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) %s),
        groups AS (
          SELECT date, device_type, count(*) AS n, favg(v) AS mean, stddev_samp(v) AS sd,
                 count(DISTINCT event_id) AS ids
          FROM events GROUP BY ALL),
        kept AS (
          SELECT e.date, e.device_type, e.v, g.n, g.mean, g.sd FROM events e JOIN groups g USING (date, device_type)
          WHERE g.ids >= 500 AND (coalesce(g.sd, 0) = 0 OR abs(e.v - g.mean) <= 3 * g.sd))
        SELECT date, device_type, any_value(n), any_value(mean), any_value(sd), any_value(n) - count(*), count(*),
               quantile_cont(v, 0.95)
        FROM kept GROUP BY ALL ORDER BY ALL
        """;

    private DuckQuestion() {}

    public static void main(String[] args) throws SQLException {
        String days = args.length < 6 ? "" : "WHERE month = '" + args[4] + "' AND day = '" + args[5] + "'";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + Integer.parseInt(args[1]));
            statement.execute("SET memory_limit = '" + Integer.parseInt(args[2]) + "GB'");
            statement.execute("SET temp_directory = '" + args[3] + "/duckdb'");
            System.out.println("date,device_type,events,mean,stddev,outliers,kept,p95");
            try (ResultSet rows = statement.executeQuery(QUESTION.formatted(args[0], days))) {
                while (rows.next()) {
                    StringBuilder line = new StringBuilder(rows.getString(1));
                    for (int column = 2; column <= rows.getMetaData().getColumnCount(); column++) {
                        line.append(',').append(rows.getObject(column));
                    }
                    System.out.println(line);
                }
            }
        }
    }
}
