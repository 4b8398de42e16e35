package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.app.http.Liveness;
import io.sluice.app.http.Readiness;
import io.sluice.app.metrics.RunMetrics;
import io.sluice.app.metrics.Stage;
import io.sluice.core.pipeline.DaemonThreads;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.kafka.KafkaEventSource;
import io.sluice.kafka.TopicAdmin;
import io.sluice.standalone.Wiring;
import io.sluice.standalone.live.LivePage;
import io.sluice.standalone.live.LiveState;
import io.sluice.standalone.metrics.RunExposition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run shows of itself over HTTP: its live page, its metrics, that it is alive, and whether it is ready. Once the run has
 * started, two threads of its own ask the brokers and the store from time to time, so that neither the pipeline nor a
 * request waits for them. Does nothing where {@code http.port} is off.
 */
final class RunTelemetry implements PipelineRun.Observer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunTelemetry.class);
    private static final String SOURCE = "source";
    private static final String LAKE = "lake";
    private static final String COMMIT = "commit";

    private static final long LOG_END_SECONDS = 5;
    /** A probe writes, which some stores charge for. */
    private static final long STORE_SECONDS = 30;

    /** The loop of a run that waits for records still turns several times per second. */
    private static final Duration MAX_STILL = Duration.ofMinutes(1);

    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(5);
    /** Two probes of the store that went missing. */
    private static final Duration PATIENCE = Duration.ofSeconds(3 * STORE_SECONDS);

    private final Settings settings;
    private final Wiring wiring;
    private final boolean topic;
    private final RunMetrics metrics;
    private final RunExposition exposition;
    private final LiveState live = new LiveState(InstantSource.system());
    private final Readiness readiness = new Readiness(System::nanoTime, PATIENCE);
    private final Liveness liveness = new Liveness(System::nanoTime, MAX_STILL);
    private final HttpEndpoints endpoints;
    private ScheduledExecutorService monitor;
    private TopicAdmin brokers;
    private boolean closed;

    private RunTelemetry(Settings settings) {
        this.settings = settings;
        wiring = new Wiring(settings);
        topic = settings.sourceFiles().isEmpty();
        if (settings.port(ConfigKey.HTTP_PORT) < 0) {
            metrics = null;
            exposition = null;
            endpoints = null;
            return;
        }
        metrics = new RunMetrics(topic ? settings.text(ConfigKey.SOURCE_TOPIC) : null, InstantSource.system());
        exposition = new RunExposition(metrics);
        readiness.require(SOURCE, "the run has not begun to read");
        readiness.require(LAKE, "the run has not taken the lake over");
        endpoints = HttpServers.start(
                settings,
                ConfigKey.HTTP_PORT,
                Map.of(
                        "/",
                        new LivePage(live, readiness, RunInfo.of(settings)),
                        "/metrics",
                        HttpServers.metrics(exposition::scrape),
                        "/healthz",
                        liveness,
                        "/readyz",
                        readiness));
    }

    /** Listens from now on, and is not ready. */
    static RunTelemetry start(Settings settings) {
        return new RunTelemetry(settings);
    }

    /** Where it listens, or null where it does not. */
    String uri() {
        return endpoints == null ? null : endpoints.uri();
    }

    @Override
    public PipelineMetrics observe(EventSource source) {
        if (endpoints == null) {
            return PipelineMetrics.NONE;
        }
        if (source instanceof KafkaEventSource kafka) {
            exposition.addConsumer(kafka::clientMetrics);
        }
        return new CompositeMetrics(new CompositeMetrics(metrics, live), new PipelineMetrics() {
            @Override
            public void standingBy(ActiveWriter writer) {
                readiness.failed(LAKE, "standing by while " + writer + " lives");
            }

            @Override
            public void moving() {
                liveness.moved();
            }

            @Override
            public void recordsRead(BatchRead batch) {
                readiness.owes(
                        COMMIT,
                        "records wait, and nothing was committed",
                        settings.duration(ConfigKey.COMMIT_INTERVAL).multipliedBy(3));
            }

            @Override
            public void committed(CommitRecord record, Duration duration) {
                readiness.done(COMMIT);
            }

            @Override
            public void started(CommitRecord takeOver, Map<Integer, Long> positions) {
                readiness.answered(LAKE);
                readiness.answered(SOURCE);
                startMonitor();
            }
        });
    }

    /** What a task finds is said by the task itself: nothing is left to ask its future for. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private synchronized void startMonitor() {
        if (closed || monitor != null) {
            return;
        }
        monitor = Executors.newScheduledThreadPool(2, DaemonThreads.named("sluice-monitor"));
        monitor.scheduleWithFixedDelay(this::askSource, 1, LOG_END_SECONDS, TimeUnit.SECONDS);
        monitor.scheduleWithFixedDelay(this::askStore, STORE_SECONDS, STORE_SECONDS, TimeUnit.SECONDS);
    }

    private void askSource() {
        try {
            if (topic) {
                logEnds(brokers().endPositions(settings.text(ConfigKey.SOURCE_TOPIC)));
            }
            readiness.answered(SOURCE);
        } catch (RuntimeException e) {
            logEnds(Map.of());
            failed(SOURCE, Stage.SOURCE, e);
        }
    }

    private void logEnds(Map<Integer, Long> ends) {
        metrics.logEnds(ends);
        live.logEnds(ends);
    }

    private void askStore() {
        try {
            wiring.probeLake();
            readiness.answered(LAKE);
        } catch (RuntimeException e) {
            failed(LAKE, Stage.LAKE, e);
        }
    }

    private synchronized TopicAdmin brokers() {
        if (brokers == null) {
            if (closed) {
                throw new IllegalStateException("The run has ended");
            }
            brokers = wiring.topics(KAFKA_TIMEOUT);
        }
        return brokers;
    }

    private void failed(String part, Stage stage, RuntimeException failure) {
        if (!isClosed()) {
            metrics.failed(stage);
            readiness.failed(part, String.valueOf(failure.getMessage()));
            log.debug("The {} does not answer", part, failure);
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (metrics != null) {
            metrics.failed(Stage.of(failure));
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        if (endpoints != null) {
            endpoints.close();
        }
        if (monitor != null) {
            monitor.shutdownNow();
        }
        if (brokers != null) {
            brokers.close();
        }
    }
}
