package io.sluice.spark;

import io.sluice.app.process.StandardStreams;
import io.sluice.spark.command.SparkQueryCommand;
import java.io.PrintWriter;
import org.apache.spark.sql.SparkSession;

/**
 * The percentile question on Spark, for {@code spark-submit --class io.sluice.spark.PercentileQuery}. The answer goes to
 * standard output, all else to standard error; the exit code is that of {@code sluice query}.
 */
public final class PercentileQuery {
    private PercentileQuery() {}

    public static void main(String[] arguments) {
        PrintWriter out = StandardStreams.out();
        PrintWriter err = StandardStreams.err();
        int code = new SparkQueryCommand(PercentileQuery::session, System.getenv()).execute(out, err, arguments);
        SparkSession.getActiveSession().foreach(session -> {
            session.stop();
            return null;
        });
        System.exit(StandardStreams.flushed(out, err, code));
    }

    private static SparkSession session() {
        return SparkSession.builder().appName("Sluice: the question").getOrCreate();
    }
}
