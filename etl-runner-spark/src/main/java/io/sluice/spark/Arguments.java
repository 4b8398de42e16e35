package io.sluice.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands behind the jar in {@code spark-submit}.
 *
 * @param config the configuration file, a path or a URI of any Hadoop file system, or null
 * @param assignments {@code key=value}, in order
 */
record Arguments(
        String config,
        List<String> assignments,
        boolean untilCaughtUp,
        boolean drain,
        boolean takeOver,
        boolean acceptChange,
        boolean help) {
    static final String USAGE = """
            Usage: spark-submit [Spark's options] --class io.sluice.spark.StreamingEtl sluice-spark.jar [options]
              --config FILE      properties file: a path, or a URI such as s3a://bucket/sluice.properties
              --set KEY=VALUE    set one configuration key; --conf spark.sluice.KEY=VALUE wins over it
              --until-caught-up  end when everything is committed that was in the log at the start
              --drain            at the end, close the open windows
              --take-over        take the lake over at once from a writer that may still run
              --accept-change    go on with another topic, schema, window, horizon or lateness
            Example:
              spark-submit --packages org.apache.spark:spark-sql-kafka-0-10_2.13:4.2.0 \\
                --class io.sluice.spark.StreamingEtl sluice-spark.jar --config sluice.properties --until-caught-up
            """;

    Arguments {
        assignments = List.copyOf(assignments);
    }

    /** The command line cannot be read (exit code 2). */
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** @throws UsageException if an option is unknown or lacks its value */
    static Arguments parse(String[] arguments) {
        String config = null;
        List<String> assignments = new ArrayList<>();
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--config" -> config = value(arguments, i++);
                case "--set" -> assignments.add(value(arguments, i++));
                case "--until-caught-up", "--drain", "--take-over", "--accept-change", "--help" ->
                    flags.add(arguments[i]);
                default ->
                    throw new UsageException("Unknown option " + arguments[i]
                            + "; there are --config, --set, --until-caught-up, --drain, --take-over, --accept-change,"
                            + " --help");
            }
        }
        return new Arguments(
                config,
                assignments,
                flags.contains("--until-caught-up"),
                flags.contains("--drain"),
                flags.contains("--take-over"),
                flags.contains("--accept-change"),
                flags.contains("--help"));
    }

    private static String value(String[] arguments, int option) {
        if (option + 1 == arguments.length) {
            throw new UsageException("Option " + arguments[option] + " needs a value");
        }
        return arguments[option + 1];
    }
}
