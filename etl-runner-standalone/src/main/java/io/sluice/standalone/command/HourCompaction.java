package io.sluice.standalone.command;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.lake.compact.BackgroundCompaction;
import io.sluice.lake.compact.Compactor.Compacted;
import io.sluice.standalone.Wiring;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compaction inside a run, where {@code compact.after} asks for it; else it does nothing. */
final class HourCompaction implements AutoCloseable, BackgroundCompaction.Listener {
    private static final Logger log = LoggerFactory.getLogger(HourCompaction.class);

    private final PipelineMetrics metrics;
    private BackgroundCompaction background;
    private volatile Consumer<Error> onError = error -> {};

    private HourCompaction(PipelineMetrics metrics) {
        this.metrics = metrics;
    }

    /** @param metrics hears what is merged */
    static HourCompaction start(Wiring wiring, PipelineMetrics metrics) {
        HourCompaction compaction = new HourCompaction(metrics);
        compaction.background = wiring.backgroundCompaction(compaction).orElse(null);
        return compaction;
    }

    /** The metrics given, and commits tell which hours are closed. */
    PipelineMetrics metrics() {
        if (background == null) {
            return metrics;
        }
        return new CompositeMetrics(metrics, new PipelineMetrics() {
            @Override
            public void started(CommitRecord takeOver, Map<Integer, Long> positions) {
                background.committed(takeOver);
            }

            @Override
            public void committed(CommitRecord record, Duration duration) {
                background.committed(record);
            }
        });
    }

    @Override
    public void accept(Compacted compacted) {
        metrics.compacted(compacted.record());
    }

    @Override
    public void failed(RuntimeException failure) {
        log.warn("hours could not be compacted; they are tried again when the next hour closes", failure);
    }

    @Override
    public void died(Error error) {
        log.error("the compaction ended, and the run with it", error);
        onError.accept(error);
    }

    /** Ends the run when the compaction cannot continue. */
    void onError(Consumer<Error> action) {
        onError = action;
    }

    /** Gives up the hour at hand; at once. */
    void stop() {
        if (background != null) {
            background.stop();
        }
    }

    /** Waits until every hour that is due was compacted, unless it was stopped. */
    void finish() {
        if (background != null) {
            try {
                background.finish();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        if (background != null) {
            background.close();
        }
    }
}
