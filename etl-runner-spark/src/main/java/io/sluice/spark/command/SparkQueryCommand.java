package io.sluice.spark.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.failure.Failure;
import io.sluice.app.failure.UsageException;
import io.sluice.app.query.LakeDefaults;
import io.sluice.app.query.QueryJob;
import io.sluice.app.query.QueryOption;
import io.sluice.app.query.QueryRequest;
import io.sluice.app.report.ResultNotes;
import io.sluice.core.query.QuerySpec;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.StoreLocation;
import io.sluice.lake.store.StoredFile;
import io.sluice.spark.query.SparkQuestion;
import io.sluice.spark.submit.SparkFailures;
import io.sluice.spark.submit.SparkSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
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

/** The arguments behind the jar: those of {@code sluice query}, as far as they make sense on a cluster. */
@Command(
        name = "PercentileQuery",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Quantiles of a field per group and day, without outliers, over the committed events, on Spark.",
        description = {
            "By default: p95 of event_duration per device_type and UTC day, without values beyond 3 standard deviations"
                    + " of the daily mean, for device types with at least 500 distinct events that day.",
            "Ends with 1 if no group qualifies, or if --check finds a difference.",
            "Files may stand on the driver's machine or on s3a://."
        },
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExample:%n",
        footer = "  spark-submit --class io.sluice.spark.PercentileQuery JAR --lake s3a://bucket/lake --output csv")
public final class SparkQueryCommand implements Callable<Integer> {
    private final Supplier<SparkSession> sessions;
    private final Map<String, String> environment;

    @Option(names = "--config", paramLabel = "FILE", description = "A properties file, local or on s3a://.")
    private String config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one configuration key; spark-submit's --conf spark.sluice.KEY=VALUE wins over it.")
    private List<String> assignments = new ArrayList<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "Say what was read and which groups were dropped; stack traces of failures.")
    private boolean verbose;

    private CommandSpec spec;

    /**
     * @param sessions starts Spark, or gives the session there is; not asked before the arguments are read
     * @param environment the variables
     */
    public SparkQueryCommand(Supplier<SparkSession> sessions, Map<String, String> environment) {
        this.sessions = sessions;
        this.environment = environment;
    }

    @Spec
    void setSpec(CommandSpec command) {
        spec = command;
        QueryOptions.addTo(command);
    }

    /** Reads the arguments, asks, writes the answer, and returns the exit code. */
    public int execute(PrintWriter standardOut, PrintWriter standardErr, String... arguments) {
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
        QueryRequest request = QueryOptions.request(spec);
        SparkSession spark = sessions.get();
        if (request.has(QueryOption.LAKE)) {
            assignments.add(ConfigKey.LAKE_URI.key() + "=" + request.text(QueryOption.LAKE));
        }
        SparkSettings submitted = new SparkSettings(config, assignments, environment, SparkSettings.of(spark));
        Settings settings = submitted.settings();
        spark.sparkContext()
                .setLogLevel(
                        settings.isSet(ConfigKey.LOG_LEVEL)
                                ? settings.text(ConfigKey.LOG_LEVEL).toUpperCase(Locale.ROOT)
                                : "WARN");
        Map<String, String> hadoop = submitted.hadoop();
        StoreLocation lake = ConfigurationException.checked(
                "lake", () -> StoreLocation.of(settings.lake().at(settings.text(ConfigKey.LAKE_URI), hadoop)));
        PrintWriter err = spec.commandLine().getErr();
        try (ParquetEventScan scan = ConfigurationException.checked("lake", () -> ParquetEventScan.find(lake))
                .orElseThrow(() -> ConfigurationException.noLake(lake))) {
            QuerySpec defaults = scan.written()
                    .map(written -> LakeDefaults.of(settings, written.settings(), written::schema))
                    .orElseGet(() -> QuerySpec.DEFAULT.withId(settings.text(ConfigKey.EVENT_ID)));
            return new QueryJob(
                            request,
                            name -> new StoredFile(name, hadoop),
                            spec.commandLine().getOut(),
                            err)
                    .run(defaults, verbose, question -> {
                        if (!request.has(QueryOption.INCLUDE_LATE)) {
                            return SparkQuestion.ask(spark, lake, scan, question);
                        }
                        SparkQuestion.Answer answer = SparkQuestion.askWithLate(spark, lake, scan, question);
                        err.println(ResultNotes.of(answer.late()));
                        return answer.result();
                    });
        }
    }

    private int report(Exception failure) {
        if (failure instanceof UsageException) {
            return usage(new ParameterException(spec.commandLine(), failure.getMessage(), failure));
        }
        return Failure.of(failure, SparkQueryCommand::known)
                .report(spec.commandLine().getErr(), verbose);
    }

    /** A question that does not fit the table is a matter of usage, also where an executor notices it. */
    private static Throwable known(Throwable cause) {
        boolean ours = cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith("io.sluice.");
        return cause instanceof IllegalArgumentException && ours
                ? new UsageException(cause.getMessage(), cause)
                : SparkFailures.known(cause);
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
