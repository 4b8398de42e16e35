package io.sluice.core.pipeline;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.SourceIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A source that does what another does, but for what a test changes. */
public class ForwardingSource implements EventSource {
    private final EventSource source;

    public ForwardingSource(EventSource source) {
        this.source = source;
    }

    @Override
    public SourceIdentity identity() {
        return source.identity();
    }

    @Override
    public SourceIdentity identity(CommitRecord last, boolean acceptChange) {
        return source.identity(last, acceptChange);
    }

    @Override
    public String content(int partition, long position) {
        return source.content(partition, position);
    }

    @Override
    public void start(Map<Integer, Long> positions) {
        source.start(positions);
    }

    @Override
    public Set<Integer> partitions() {
        return new TreeSet<>(source.partitions());
    }

    @Override
    public Map<Integer, Long> positions() {
        return source.positions();
    }

    @Override
    public Map<Integer, Long> endPositions() {
        return source.endPositions();
    }

    @Override
    public RecordBatch poll(Duration timeout) {
        return source.poll(timeout);
    }

    @Override
    public boolean isAtEnd(int partition) {
        return source.isAtEnd(partition);
    }

    @Override
    public void confirm() {
        source.confirm();
    }

    @Override
    public void pause(Set<Integer> partitions) {
        source.pause(partitions);
    }

    @Override
    public void acknowledge(Map<Integer, Long> positions) {
        source.acknowledge(positions);
    }

    @Override
    public void close() {
        source.close();
    }
}
