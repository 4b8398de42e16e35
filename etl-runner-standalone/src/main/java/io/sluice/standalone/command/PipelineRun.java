package io.sluice.standalone.command;

import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.process.GracefulShutdown;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineRuntime;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.standalone.NdjsonSource;
import io.sluice.standalone.Wiring;
import java.time.InstantSource;
import java.util.function.Supplier;

/** One run of the pipeline, from the configuration to the accounting. */
final class PipelineRun {
    private PipelineRun() {}

    /** Gets to know a source before it is read, and hears of the moments of the run. */
    interface Observer {
        Observer NONE = source -> PipelineMetrics.NONE;

        PipelineMetrics observe(EventSource source);

        /** The run has failed; what it held is closed next. */
        default void failed(Throwable failure) {}
    }

    /** As the options of {@code sluice run} say. */
    static RunSummary run(Settings settings, RunMode options, GracefulShutdown shutdown, Observer observer) {
        // Files do not grow: once they are read, nothing more is to come.
        boolean ends = options.untilCaughtUp() || !settings.sourceFiles().isEmpty();
        RunMode mode = new RunMode(ends, options.drain(), options.acceptChange(), options.takeOver());
        return run(settings, mode, -1, shutdown, observer);
    }

    /**
     * Runs until the mode's end or a signal.
     *
     * @param records how many are to be read, or -1 where nobody knows; for the progress bar only
     */
    static RunSummary run(Settings settings, RunMode mode, long records, GracefulShutdown shutdown, Observer observer) {
        Wiring wiring = new Wiring(settings);
        PipelineSpec spec = settings.pipelineSpec().withThreads(threads());
        PipelineRuntime runtime = PipelineRuntime.threads(InstantSource.system(), System::nanoTime);
        NdjsonSource.Use use = mode.drain() ? NdjsonSource.Use.INGEST_ALL : NdjsonSource.Use.INGEST;
        try (EventSource source = wiring.source(use);
                Lake lake = wiring.lake(spec);
                DeadLetters deadLetters = wiring.deadLetters();
                Progress progress = Progress.start("Reading", records);
                HourCompaction compaction =
                        HourCompaction.start(wiring, new CompositeMetrics(progress, observer.observe(source)));
                Pipeline pipeline = new Pipeline(spec, source, lake, deadLetters, compaction.metrics(), runtime)) {
            shutdown.onSignal(() -> {
                compaction.stop();
                pipeline.stop();
            });
            compaction.onError(pipeline::fail);
            wiring.connect(source);
            RunSummary summary = watched(() -> pipeline.run(mode), observer, shutdown);
            compaction.finish();
            return summary;
        }
    }

    private static RunSummary watched(Supplier<RunSummary> run, Observer observer, GracefulShutdown shutdown) {
        try {
            return run.get();
        } catch (RuntimeException | Error failure) {
            observer.failed(failure);
            shutdown.failed(ExitCodes.of(failure));
            throw failure;
        }
    }

    /** Decoding is the heavy part; one core is left to the threads that decide and write. */
    private static int threads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }
}
