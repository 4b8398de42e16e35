package io.sluice.spark;

import io.sluice.spark.command.SparkQueryCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/**
 * The percentile question on Spark, for {@code spark-submit --class io.sluice.spark.PercentileQuery}. The answer goes to
 * standard output, all else to standard error; the exit code is that of {@code sluice query}.
 */
public final class PercentileQuery {
    private PercentileQuery() {}

    public static void main(String[] arguments) {
        int code = new SparkQueryCommand(PercentileQuery::session, System.getenv())
                .execute(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments);
        SparkSession.getActiveSession().foreach(session -> {
            session.stop();
            return null;
        });
        System.exit(code);
    }

    private static SparkSession session() {
        return SparkSession.builder().appName("Sluice: the question").getOrCreate();
    }

    /** Whatever the platform's charset, what is printed is UTF-8, as the files are. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
