package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.process.GracefulShutdown;
import io.sluice.core.pipeline.DaemonThreads;
import io.sluice.core.pipeline.Pipeline.RunMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What {@code demo --serve} does after the demo: a producer writes events of now, the pipeline goes on in the same lake,
 * and the live page shows it, until a signal comes.
 */
final class DemoServe {
    private static final double RATE = 10;
    private static final int DEVICES = 50;
    private static final ProduceJob.Shares SHARES = new ProduceJob.Shares(0.02, 0.01, 0.01);
    /** Windows come after the lateness; who looks shall not wait for it. */
    private static final Duration BEFORE_NOW = Duration.ofMinutes(20);

    private DemoServe() {}

    static int run(Demo demo, Settings settings, long seed, GracefulShutdown shutdown, PrintWriter out, PrintWriter err)
            throws IOException {
        try (RunTelemetry telemetry = RunTelemetry.start(settings)) {
            if (telemetry.uri() == null) {
                throw new ConfigurationException(ConfigKey.PREFIX + ConfigKey.HTTP_PORT.key() + "="
                        + settings.entry(ConfigKey.HTTP_PORT).value()
                        + " is off or taken, but demo --serve needs a port; try --set http.port=0 for any free one");
            }
            int code = demo.run(telemetry, out, err);
            if (code != ExitCodes.OK || demo.isStopping()) {
                return code;
            }
            long events = (long) (BEFORE_NOW.toSeconds() * RATE);
            ProduceJob past = job(settings, 0, events, seed + 1, Instant.now().minus(BEFORE_NOW));
            shutdown.onSignal(past::stop);
            past.toTopic();
            ProduceJob live = job(settings, RATE, null, seed + 2, null);
            err.println();
            err.println("Events of now keep coming, " + (int) RATE + " a second. Look at " + telemetry.uri()
                    + "/ ; Ctrl-C ends it.");
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(live), DemoServe::start);
            try {
                err.println(PipelineRun.run(settings, RunMode.CONTINUOUS, -1, shutdown, telemetry));
            } finally {
                live.stop();
            }
            producer.join();
            return ExitCodes.OK;
        }
    }

    private static ProduceJob job(Settings settings, double rate, Long events, long seed, Instant start) {
        return new ProduceJob(settings, SHARES, rate, events, DEVICES, seed, null, start);
    }

    private static void produce(ProduceJob job) {
        try {
            job.toTopic();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static void start(Runnable task) {
        DaemonThreads.named("sluice-demo-producer").newThread(task).start();
    }
}
