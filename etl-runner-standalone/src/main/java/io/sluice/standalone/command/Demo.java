package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.process.GracefulShutdown;
import io.sluice.app.report.AccountingReport;
import io.sluice.app.report.ResultFormat;
import io.sluice.app.report.ResultNotes;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.EventScan;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.TopicAdmin;
import io.sluice.standalone.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;

/** The way of the data from an empty topic to the answer. What it prints on standard output depends on nothing but its arguments. */
final class Demo {
    private static final int PARTITIONS = 3;
    private static final Instant START = Instant.parse("2026-01-05T20:00:00Z");
    private static final Duration SPAN = Duration.ofHours(8);

    private final Settings settings;
    private final DemoFolder folder;
    private final long events;
    private final long seed;
    private final GracefulShutdown shutdown;
    private final Wiring wiring;
    private volatile boolean stopping;

    Demo(Settings settings, DemoFolder folder, long events, long seed, GracefulShutdown shutdown) {
        this.settings = settings;
        this.folder = folder;
        this.events = events;
        this.seed = seed;
        this.shutdown = shutdown;
        this.wiring = new Wiring(settings);
    }

    int run(PrintWriter out, PrintWriter err) throws IOException {
        return run(PipelineRun.Observer.NONE, out, err);
    }

    /** @param observer of the pipeline's run */
    int run(PipelineRun.Observer observer, PrintWriter out, PrintWriter err) throws IOException {
        shutdown.onSignal(() -> stopping = true);
        String topic = settings.text(ConfigKey.SOURCE_TOPIC);
        try (TopicAdmin topics = wiring.topics()) {
            // The events are dated in the past; a broker's retention must not delete them.
            topics.createIfAbsent(topic, PARTITIONS, 1, Duration.ofMillis(-1));
        }
        long written = timed(err, "Writing " + events + " records to topic " + topic, this::produce);
        if (stopping) {
            return ExitCodes.OK;
        }
        RunSummary[] summary = new RunSummary[1];
        timed(err, "Running the pipeline to " + folder.lake(), () -> {
            summary[0] = PipelineRun.run(settings, new RunMode(true, true, false), written, shutdown, observer);
            return written;
        });
        report(out, written, summary[0]);
        return ExitCodes.OK;
    }

    /** Whether a signal asked it to end. */
    boolean isStopping() {
        return stopping;
    }

    private interface Step {
        long run();
    }

    private static long timed(PrintWriter err, String what, Step step) {
        err.println(what + " ...");
        long begin = System.nanoTime();
        long records = step.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        err.printf("  %.1f s, %,.0f records/s%n", seconds, records / seconds);
        return records;
    }

    private long produce() {
        PipelineSpec pipeline = settings.pipelineSpec();
        EventGenerator generator = new EventGenerator(GeneratorSpec.builder(pipeline.schema(), pipeline.roles())
                .seed(seed)
                .start(START)
                .records(events, SPAN)
                .partitions(PARTITIONS)
                .duplicates(0.02, 0.1)
                .late(0.01)
                .invalid(0.01)
                .invalidReasons(EnumSet.allOf(RejectionReason.class))
                .lateness(pipeline.lateness())
                .maxFuture(pipeline.maxFuture())
                .build());
        try (KafkaProducerSink sink = wiring.producer();
                Progress progress = Progress.start("Writing", events)) {
            while (!stopping && generator.hasNext()) {
                GeneratedRecord made = generator.next();
                sink.send(made.key(), made.value(), made.timestamp());
                progress.step(1);
            }
            sink.flush();
            return sink.sent();
        }
    }

    private void report(PrintWriter out, long written, RunSummary summary) throws IOException {
        out.println("What became of the " + written + " records of topic " + settings.text(ConfigKey.SOURCE_TOPIC)
                + ", by source partition:");
        out.println(AccountingReport.table(summary.counts()));
        out.println();
        String rejections = AccountingReport.rejections(summary.counts());
        if (!rejections.isEmpty()) {
            out.println(rejections);
            out.println();
        }
        out.println(summary.windowRows() + " rows of one-minute windows per device type.");
        out.println();
        QueryResult answer;
        try (EventScan scan = wiring.scan()) {
            answer = LakeAnswers.ask(scan, QuerySpec.DEFAULT);
        }
        out.println("The question: p95 of event_duration per device type and UTC day, without values beyond 3 standard"
                + " deviations:");
        ResultFormat.TABLE.write(answer, out);
        ResultNotes.of(answer).forEach(out::println);
        out.println();
        String lake = folder.lake().toString();
        out.println("The tables are plain Parquet files under " + lake + ": events/, windows/, late/, rejected/.");
        out.println("Try next:");
        out.println("  ./sluice query --lake " + lake + " --quantile 0.5 --quantile 0.99 --min-events 1000");
        out.println("  duckdb -c \"SELECT reason, count(*) FROM '" + lake + "/rejected/**/*.parquet' GROUP BY ALL\"");
        out.flush();
    }
}
