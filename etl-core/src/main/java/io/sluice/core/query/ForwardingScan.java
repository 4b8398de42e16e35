package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A scan that asks another one. Subclasses change what they are there for. Threads: as the other one says. */
public abstract class ForwardingScan implements EventScan {
    private final EventScan scan;

    protected ForwardingScan(EventScan scan) {
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
    public void requireColumns(Projection projection, List<Hour> asked) {
        scan.requireColumns(projection, asked);
    }

    @Override
    public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
        scan.read(hour, projection, consumer);
    }

    @Override
    public void close() {
        scan.close();
    }
}
