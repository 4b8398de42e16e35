package io.sluice.standalone.command;

import io.sluice.core.port.EventScan;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Shows how far a question is, by the hours read; nothing to those who have their answer within a second. */
final class WatchedScan implements EventScan {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventScan scan;
    private final long start = System.nanoTime();
    private final Set<Instant> read = new HashSet<>();
    private int asked;
    private Progress progress;

    WatchedScan(EventScan scan) {
        this.scan = scan;
    }

    @Override
    public List<Hour> hours() {
        return scan.hours();
    }

    @Override
    public List<Hour> lateHours() {
        return scan.lateHours();
    }

    @Override
    public Optional<byte[]> summary(LocalDate day) {
        return scan.summary(day);
    }

    @Override
    public long watermark() {
        return scan.watermark();
    }

    @Override
    public long lateRows(Instant from, Instant to) {
        return scan.lateRows(from, to);
    }

    @Override
    public void requireColumns(Projection projection, List<Hour> hours) {
        asked = hours.size();
        scan.requireColumns(projection, hours);
    }

    @Override
    public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
        scan.read(hour, projection, consumer);
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
        scan.close();
    }
}
