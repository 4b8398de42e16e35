package io.sluice.spark;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.report.BaselineResult;
import io.sluice.app.report.ResultFormat;
import io.sluice.app.report.ResultNotes;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.Period;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.StoreLocation;
import io.sluice.spark.query.SparkQuestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import scala.Tuple2;

/** The arguments behind the jar: those of {@code sluice query}, as far as they make sense on a cluster. */
@Command(
        name = "PercentileQuery",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Quantiles of a field per group and day, without outliers, over the committed events, on Spark.",
        description = {
            "By default: p95 of event_duration per device_type and UTC day, without values beyond 3 standard deviations"
                    + " of the daily mean, for device types with at least 500 distinct events that day.",
            "Ends with 1 if no group qualifies, or if --check finds a difference."
        },
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExample:%n",
        footer = "  spark-submit --class io.sluice.spark.PercentileQuery JAR --lake s3a://bucket/lake --output csv")
final class SparkQueryCommand implements Callable<Integer> {
    private final Supplier<SparkSession> sessions;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "A properties file, local or on s3a://.")
    private String config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one configuration key; spark-submit's --conf spark.sluice.KEY=VALUE wins over it.")
    private List<String> assignments = new ArrayList<>();

    @Option(names = "--lake", paramLabel = "URI", description = "The lake (default: the configured lake.uri).")
    private String lake;

    @Option(names = "--from", paramLabel = "DATE", description = "The first day (default: all there are).")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "The last day, included (default: all there are).")
    private LocalDate to;

    @Option(
            names = "--quantile",
            paramLabel = "Q",
            description = "A quantile above 0 and below 1; may be repeated (default: 0.95).")
    private List<Double> quantiles = QuerySpec.DEFAULT.quantiles();

    @Option(
            names = "--outliers",
            paramLabel = "RULE",
            description = "What is left out: sigma, iqr, percentile or none (default: sigma).")
    private String outliers = "sigma";

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description =
                    "Standard deviations (default: 3), interquartile ranges (1.5), or percent on either side (1).")
    private Double threshold;

    @Option(names = "--field", paramLabel = "F", description = "The numeric field (default: event_duration).")
    private String field = QuerySpec.DEFAULT.field();

    @Option(
            names = "--by",
            paramLabel = "C",
            split = ",",
            description = "The fields that make a group, together with the day (default: device_type).")
    private List<String> by = QuerySpec.DEFAULT.by();

    @Option(names = "--min-events", paramLabel = "N", description = "Distinct events a group needs (default: 500).")
    private long minEvents = QuerySpec.DEFAULT.minEvents();

    @Option(names = "--exact", description = "Exact quantiles with linear interpolation instead of a t-digest.")
    private boolean exact;

    @Option(
            names = "--include-late",
            description = "Take in the late events whose id is not among the events of their hour, each id once.")
    private boolean includeLate;

    @Option(names = "--distinct", description = "Count all distinct events, in a column of their own.")
    private boolean distinct;

    @Option(
            names = "--period",
            paramLabel = "P",
            description = "What a row is over: day, hour, or all (the whole range) (default: day).")
    private String period = "day";

    @Option(
            names = "--zone",
            paramLabel = "Z",
            description = "Whose days; its offset from UTC must be whole hours (default: UTC).")
    private ZoneId zone = QuerySpec.DEFAULT.zone();

    @Option(names = "--output", paramLabel = "FORMAT", description = "table, csv, json or markdown (default: table).")
    private String output = ResultFormat.TABLE.toString();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write to this file, on the driver's machine or on s3a://, instead of standard output.")
    private String out;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Compare with this CSV of an earlier answer to the same question, digit by digit; it may be"
                    + " on s3a://.")
    private String check;

    /** Known, so that who comes from {@code sluice query} is told where they are. */
    @Option(names = "--fast", hidden = true)
    private boolean fast;

    /** As {@code --fast}. */
    @Option(names = "--report", hidden = true)
    private String report;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say what was read and which groups were dropped; stack traces of failures.")
    private boolean verbose;

    /**
     * @param sessions starts Spark, or gives the session there is; not asked before the arguments are read
     * @param environment the variables
     */
    SparkQueryCommand(Supplier<SparkSession> sessions, Map<String, String> environment) {
        this.sessions = sessions;
        this.environment = environment;
    }

    /** Reads the arguments, asks, writes the answer, and returns the exit code. */
    int execute(PrintWriter standardOut, PrintWriter standardErr, String... arguments) {
        return new CommandLine(this)
                .setOut(standardOut)
                .setErr(standardErr)
                .setUsageHelpWidth(100)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> report(failure))
                .setParameterExceptionHandler((failure, args) -> usage(failure))
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        if (fast || report != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--fast and --report are options of `sluice query`, which reads the same lake: sluice query"
                            + " --lake URI --report answer.html; leave them out here");
        }
        ResultFormat format;
        QuerySpec question;
        try {
            format = ResultFormat.of(output);
            question = question();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        SparkSession spark = sessions.get();
        SparkSettings submitted = new SparkSettings(config, assignments(), environment, configuration(spark));
        Settings settings = submitted.settings();
        spark.sparkContext()
                .setLogLevel(
                        settings.isSet(ConfigKey.LOG_LEVEL)
                                ? settings.text(ConfigKey.LOG_LEVEL).toUpperCase(Locale.ROOT)
                                : "WARN");
        Map<String, String> hadoop = submitted.hadoop();
        BaselineResult earlier = check == null ? null : earlier(question, hadoop);
        QueryResult result = ask(spark, location(settings, hadoop), question.withId(settings.text(ConfigKey.EVENT_ID)));
        write(result, format, hadoop);
        PrintWriter err = spec.commandLine().getErr();
        ResultNotes.of(result).forEach(err::println);
        if (verbose) {
            ResultNotes.verbose(result).forEach(err::println);
        }
        boolean same = earlier == null || earlier.isSame(result, err::println);
        return same && !result.rows().isEmpty() ? ExitCodes.OK : ExitCodes.NO;
    }

    private BaselineResult earlier(QuerySpec question, Map<String, String> hadoop) throws IOException {
        byte[] csv;
        try {
            csv = SparkSettings.bytes(check, hadoop);
        } catch (IOException e) {
            // Of a failure and its cause the cause would be told, which may be no more than a path.
            IOException failure = new IOException("Cannot read the earlier answer " + check + " (" + e + ")");
            failure.addSuppressed(e);
            throw failure;
        }
        return BaselineResult.read(check, csv, question);
    }

    private static Map<String, String> configuration(SparkSession spark) {
        Map<String, String> all = new HashMap<>();
        for (Tuple2<String, String> each : spark.sparkContext().getConf().getAll()) {
            all.put(each._1(), each._2());
        }
        return all;
    }

    private QuerySpec question() {
        return QuerySpec.DEFAULT
                .withDays(from, to)
                .withQuantiles(quantiles)
                .withOutliers(OutlierRule.parse(outliers, threshold))
                .withField(field)
                .withBy(by)
                .withMinEvents(minEvents)
                .withExact(exact)
                .withDistinct(distinct)
                .withZone(zone)
                .withPeriod(Period.parse(period));
    }

    private List<String> assignments() {
        List<String> all = new ArrayList<>(assignments);
        if (lake != null) {
            all.add(ConfigKey.LAKE_URI.key() + "=" + lake);
        }
        return all;
    }

    private static StoreLocation location(Settings settings, Map<String, String> hadoop) {
        return checked(() -> new StoreLocation(
                settings.text(ConfigKey.LAKE_URI), hadoop, settings.flag(ConfigKey.LAKE_SINGLE_WRITER)));
    }

    /** What the lake's adapter refuses to be built from is a matter of configuration. */
    private static <T> T checked(Supplier<T> construction) {
        try {
            return construction.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("Configuration of lake: " + e.getMessage(), e);
        }
    }

    private QueryResult ask(SparkSession spark, StoreLocation location, QuerySpec question) {
        try (ParquetEventScan scan = checked(() -> ParquetEventScan.find(location))
                .orElseThrow(() -> new ConfigurationException(
                        "There is no lake at " + location + "; sluice.lake.uri or --lake names it"))) {
            if (!includeLate) {
                return SparkQuestion.ask(spark, location, scan, question);
            }
            SparkQuestion.Answer answer = SparkQuestion.askWithLate(spark, location, scan, question);
            spec.commandLine().getErr().println(ResultNotes.of(answer.late()));
            return answer.result();
        }
    }

    private void write(QueryResult result, ResultFormat format, Map<String, String> hadoop) throws IOException {
        if (out == null) {
            format.write(result, spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
            return;
        }
        StringBuilder text = new StringBuilder();
        format.write(result, text);
        StoreLocation file = checked(() -> new StoreLocation(out, hadoop, true));
        if (file.isLocal()) {
            Files.writeString(file.folder(), text);
        } else {
            int slash = out.lastIndexOf('/');
            checked(() -> new StoreLocation(out.substring(0, slash), hadoop, true).open())
                    .put(out.substring(slash + 1), text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private int report(Exception failure) {
        PrintWriter err = spec.commandLine().getErr();
        QueryFailure known = QueryFailure.of(failure);
        err.println("sluice: " + known.message());
        if (verbose) {
            failure.printStackTrace(err);
        } else if (known.code() == ExitCodes.INTERNAL) {
            err.println("sluice: run the query again with --verbose to see where");
        }
        err.flush();
        return known.code();
    }

    private int usage(ParameterException failure) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("sluice: " + failure.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try --help.");
        err.flush();
        return ExitCodes.USAGE;
    }
}
