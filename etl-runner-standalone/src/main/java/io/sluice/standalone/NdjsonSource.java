package io.sluice.standalone;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.SourceIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Reads newline-delimited JSON files: file n of the list is source partition n, line m of it (from 0) the record at
 * offset m, and its time is that of the file's last modification.
 *
 * <p>A line ends with a line feed. A carriage return before it stays part of the record, where JSON allows it as white
 * space; the bytes are kept as they are. A line without bytes is a record without bytes. Bytes after the last line feed
 * are a line too. The files are read as long as they were when reading began; a line must not be appended to one whose
 * last line has no line feed, since that line would change under its offset.
 *
 * <p>The identity is the files' names without their folders, so that they may be moved. One thread uses an instance.
 */
public final class NdjsonSource implements EventSource {
    private static final int LEAST_KEPT_BYTES = 1 << 20;

    private final List<Path> paths;
    private final int keptBytes;
    private final List<NdjsonFile> files = new ArrayList<>();
    private Set<Integer> paused = Set.of();
    private int lastPartition = -1;
    private boolean closed;

    /**
     * A source of these files.
     *
     * @param files in the order of their source partitions
     * @param maxRecordBytes the longest record that is not rejected: of longer lines one byte more is kept, at least
     *     1 MiB
     */
    public NdjsonSource(List<Path> files, int maxRecordBytes) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("sluice.source.files must name at least one file");
        }
        this.paths = List.copyOf(files);
        this.keptBytes = (int) Math.min(Math.max(maxRecordBytes + 1L, LEAST_KEPT_BYTES), Integer.MAX_VALUE - 8);
    }

    @Override
    public SourceIdentity identity() {
        String names = paths.stream().map(path -> path.getFileName().toString()).collect(Collectors.joining(","));
        return new SourceIdentity(names, "");
    }

    /** A file's time says nothing of when its records were made. */
    @Override
    public boolean stampsRecords() {
        return false;
    }

    @Override
    public void start(Map<Integer, Long> positions) {
        if (!files.isEmpty()) {
            throw new IllegalStateException("Cannot start reading files twice");
        }
        Set<Integer> unknown = new TreeSet<>(positions.keySet());
        unknown.removeIf(partition -> partition < paths.size());
        if (!unknown.isEmpty()) {
            throw new DataGapException("Source partitions " + unknown + " were read before, but sluice.source.files "
                    + "names " + paths.size() + " files only. Name all files, in the order of before.");
        }
        for (int partition = 0; partition < paths.size(); partition++) {
            NdjsonFile file = new NdjsonFile(partition, paths.get(partition), keptBytes);
            files.add(file);
            file.open(positions.getOrDefault(partition, 0L));
        }
    }

    @Override
    public Set<Integer> partitions() {
        return positions().keySet();
    }

    @Override
    public Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new TreeMap<>();
        for (int partition = 0; partition < files.size(); partition++) {
            positions.put(partition, files.get(partition).position());
        }
        return positions;
    }

    @Override
    public Map<Integer, Long> endPositions() {
        Map<Integer, Long> ends = new TreeMap<>();
        for (int partition = 0; partition < files.size(); partition++) {
            ends.put(partition, files.get(partition).lines());
        }
        return ends;
    }

    /**
     * {@inheritDoc} Reads from the files in turn. Where all are paused or at their ends nothing can come, and the timeout
     * is waited out, so that who asks again and again does not spin.
     */
    @Override
    public RecordBatch poll(Duration timeout) {
        if (files.isEmpty() || closed) {
            throw new IllegalStateException("Cannot read files: the source is " + (closed ? "closed" : "not started"));
        }
        for (int i = 1; i <= files.size(); i++) {
            int partition = (lastPartition + i) % files.size();
            if (!paused.contains(partition)) {
                RecordBatch batch = files.get(partition).read();
                if (batch != null) {
                    lastPartition = partition;
                    return batch;
                }
            }
        }
        if (!timeout.isZero()) {
            LockSupport.parkNanos(timeout.toNanos());
        }
        return null;
    }

    @Override
    public boolean isAtEnd(int partition) {
        return files.get(partition).isAtEnd();
    }

    @Override
    public void pause(Set<Integer> partitions) {
        paused = Set.copyOf(partitions);
    }

    /** Does nothing: nobody watches the lag of a file. */
    @Override
    public void acknowledge(Map<Integer, Long> positions) {}

    @Override
    public void close() {
        closed = true;
        files.forEach(NdjsonFile::close);
    }
}
