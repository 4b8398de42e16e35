package io.sluice.standalone.command;

import io.sluice.core.port.EventScan;
import io.sluice.core.query.ForwardingScan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Shows how far a question is, by the hours read; nothing to those who have their answer within a second. */
final class ProgressScan extends ForwardingScan {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final long start = System.nanoTime();
    private final Set<Instant> read = new HashSet<>();
    private int asked;
    private Progress progress;

    ProgressScan(EventScan scan) {
        super(scan);
    }

    @Override
    public void requireColumns(Projection projection, List<Hour> hours) {
        asked = hours.size();
        super.requireColumns(projection, hours);
    }

    @Override
    public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
        super.read(hour, projection, consumer);
        step(hour);
    }

    /** An hour that is read again is no progress. */
    private synchronized void step(Hour hour) {
        if (!read.add(hour.start())) {
            return;
        }
        if (progress != null) {
            progress.step(1);
        } else if (System.nanoTime() - start > PATIENCE_NANOS) {
            progress = Progress.start("Reading", asked, " hours");
            progress.step(read.size());
        }
    }

    @Override
    public synchronized void close() {
        if (progress != null) {
            progress.close();
        }
        super.close();
    }
}
