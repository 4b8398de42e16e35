package io.sluice.standalone.command;

import io.sluice.app.text.DisplayText;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PipelineMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far a run is: a bar where somebody watches, a log line per commit where nobody does. */
final class Progress implements PipelineMetrics, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    private static final long JUMP_SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ProgressBar bar;
    private boolean stoodBy;
    private ClockJump jump;
    private long jumpedAt;
    private long lateSinceJump;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /** @param records how many there will be, or -1 where nobody knows */
    static Progress start(String task, long records) {
        return start(task, records, " records");
    }

    /**
     * @param steps how many there will be, or -1 where nobody knows
     * @param unit what a step is, behind a space
     */
    static Progress start(String task, long steps, String unit) {
        if (!Terminal.isWatched()) {
            return new Progress(null);
        }
        return new Progress(ProgressBar.builder()
                .setTaskName(task)
                .setUnit(unit, 1)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(200)
                .setStyle(
                        System.getenv("NO_COLOR") == null
                                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                                : ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, 100))
                .build());
    }

    void step(long records) {
        if (bar != null) {
            bar.stepBy(records);
        }
    }

    @Override
    public void standingBy(ActiveWriter writer) {
        stoodBy = true;
        log.info(
                "standing by: {} owns the lake and lives; it is taken over when it ends, or gave no sign of life for"
                        + " {} s (--take-over: at once)",
                writer,
                writer.patience().toSeconds());
    }

    @Override
    public void started(CommitRecord takeOver, Map<Integer, Long> positions) {
        if (stoodBy) {
            log.info("took the lake over with commit {}", takeOver.number());
        }
    }

    @Override
    public void recordsRead(BatchRead batch) {
        step(batch.records());
    }

    /** One a minute: a log with an event a day has as many. */
    @Override
    public void clockJumped(ClockJump found) {
        long now = System.nanoTime();
        if (jump == null || now - jumpedAt > JUMP_SILENCE_NANOS) {
            jump = found;
            jumpedAt = now;
            lateSinceJump = 0;
            log.warn(
                    "the record at offset {} of source partition {} (event {}) has the event time {}, {} ahead of all before it;"
                            + " events of that partition behind it are late by its clock. A device's clock may be wrong",
                    found.offset(),
                    found.partition(),
                    DisplayText.printable(found.id()),
                    DisplayText.time(found.eventTime()),
                    Duration.ofSeconds(found.byMicros() / 1_000_000));
        }
    }

    private void reportLateSinceJump(CommitRecord commit) {
        PartitionCounts counts = jump == null ? null : commit.counts().get(jump.partition());
        if (counts == null || counts.late() == 0) {
            return;
        }
        if (lateSinceJump == 0) {
            log.warn(
                    "{} of source partition {} were late in the commit after its clock was moved by {}",
                    DisplayText.counted(counts.late(), "event"),
                    jump.partition(),
                    Duration.ofSeconds(jump.byMicros() / 1_000_000));
        }
        lateSinceJump += counts.late();
    }

    @Override
    public void compacted(CommitRecord compaction) {
        if (bar == null) {
            log.info(
                    "commit {}: merged {} files into {}",
                    compaction.number(),
                    compaction.removed().size(),
                    compaction.added().size());
        }
    }

    @Override
    public void committed(CommitRecord commit, Duration duration) {
        reportLateSinceJump(commit);
        if (bar == null && log.isInfoEnabled()) {
            long records = commit.counts().values().stream()
                    .mapToLong(counts -> counts.records())
                    .sum();
            log.info(
                    "commit {}: {}, {}, watermark {}, took {} ms",
                    commit.number(),
                    DisplayText.counted(records, "record"),
                    DisplayText.counted(commit.added().size(), "file"),
                    DisplayText.time(commit.watermark()),
                    duration.toMillis());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
