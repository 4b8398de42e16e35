package io.sluice.spark;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.failure.Failure;
import io.sluice.app.http.AllowedHosts;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.app.metrics.RunMetrics;
import io.sluice.app.metrics.Stage;
import io.sluice.app.process.GracefulShutdown;
import io.sluice.spark.metrics.Exposition;
import io.sluice.spark.submit.SparkFailures;
import io.sluice.spark.submit.SparkSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SignalUtils;

/**
 * The pipeline on Spark, for {@code spark-submit}. Ends with the exit codes of {@link ExitCodes}; in the modes in which
 * Spark runs the driver in a process of its own, that process ends with them.
 */
public final class StreamingEtl {
    /** Below the half minute that Kubernetes gives a pod. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final Map<String, Integer> SIGNALS = Map.of("INT", 2, "TERM", 15);

    private StreamingEtl() {}

    /** Runs until the end that the options name, or a signal. */
    public static void main(String[] arguments) {
        GracefulShutdown end = new GracefulShutdown(PATIENCE, System::exit, System.err);
        // Before the JVM makes its shutdown of a signal, in which Spark would stop its context while a batch is under
        // way. Spark's own way of catching signals is taken, since a cluster manager may have caught them before.
        SIGNALS.forEach((name, number) -> SignalUtils.register(name, () -> {
            end.signalled(number);
            return true;
        }));
        int code = run(arguments, System.getenv(), System.err, end);
        end.ended();
        // Some cluster managers take an exit for a failure, whatever its code.
        if (code != ExitCodes.OK) {
            System.exit(code);
        }
    }

    static int run(String[] arguments, Map<String, String> environment, PrintStream err, GracefulShutdown end) {
        try {
            Arguments parsed = Arguments.parse(arguments);
            if (parsed.help()) {
                err.print(Arguments.USAGE);
                return ExitCodes.OK;
            }
            run(parsed, environment, err, end);
            return ExitCodes.OK;
        } catch (Arguments.UsageException e) {
            err.println("sluice: " + e.getMessage());
            return ExitCodes.USAGE;
        } catch (RuntimeException failure) {
            if (end.isGivenUp()) {
                return ExitCodes.OK;
            }
            Failure known = Failure.of(failure, SparkFailures::known);
            return known.report(new PrintWriter(err, true, StandardCharsets.UTF_8), known.isInternal());
        }
    }

    private static void run(
            Arguments arguments, Map<String, String> environment, PrintStream err, GracefulShutdown end) {
        SparkSession spark = SparkSession.builder().appName("sluice").getOrCreate();
        try {
            SparkSettings configuration = new SparkSettings(
                    arguments.config(), arguments.assignments(), environment, SparkSettings.of(spark));
            Settings settings = configuration.settings();
            RunMetrics metrics = new RunMetrics(settings.text(ConfigKey.SOURCE_TOPIC), InstantSource.system());
            try (HttpEndpoints endpoint = endpoint(settings, metrics, err);
                    EtlRun run = new EtlRun(spark, configuration, arguments, metrics)) {
                if (endpoint != null) {
                    err.println("sluice: metrics at " + endpoint.uri() + "/metrics");
                }
                run.run(err, end);
            } catch (RuntimeException failure) {
                metrics.failed(
                        Stage.of(Failure.of(failure, SparkFailures::known).reason()));
                throw failure;
            }
        } finally {
            spark.stop();
        }
    }

    /** Only where somebody asked for it: the default port is the one on which Spark's workers have their pages. */
    private static HttpEndpoints endpoint(Settings settings, RunMetrics metrics, PrintStream err) {
        if (!settings.isSet(ConfigKey.HTTP_PORT) || settings.port(ConfigKey.HTTP_PORT) < 0) {
            return null;
        }
        String host = settings.text(ConfigKey.HTTP_HOST);
        int port = settings.port(ConfigKey.HTTP_PORT);
        try {
            return HttpEndpoints.start(
                    new AllowedHosts(host, settings.list(ConfigKey.HTTP_ALLOWED_HOSTS)),
                    port,
                    Exposition.pages(metrics),
                    (path, failure) -> err.println("sluice: page " + path + " failed: " + failure));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot listen on " + host + ":" + port + ": " + e.getMessage() + "; set sluice.http.port", e);
        }
    }
}
