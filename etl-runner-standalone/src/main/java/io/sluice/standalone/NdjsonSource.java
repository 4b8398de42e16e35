package io.sluice.standalone;

import io.sluice.app.config.ConfigurationException;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.SourceIdentity;
import io.sluice.standalone.NdjsonFile.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
 * are a line too if they are a whole JSON object; else they wait for the next run, unless unfinished lines are asked for.
 * A byte order mark at the beginning is no part of the first line. The files are read as long as they were when reading
 * began; pipes and special files are read to their end, once.
 *
 * <p>Files are known again by what was read of them, not by their names: they may be renamed and appended to, and more
 * may be named behind them. One thread uses an instance.
 */
public final class NdjsonSource implements EventSource {
    private static final int LEAST_KEPT_BYTES = 1 << 20;

    private final List<Path> paths;
    private final Reading reading;
    private final List<NdjsonFile> files = new ArrayList<>();
    private Set<Integer> paused = Set.of();
    private int lastPartition = -1;
    private boolean started;
    private boolean closed;
    private volatile Thread waiting;

    /** What a source is for. */
    public enum Use {
        /** To fill a lake; half a line at the end waits for its rest. */
        INGEST,
        /** To fill a lake for the last time; half a line at the end is taken as it is. */
        INGEST_ALL,
        /** To look at what may have been read; pipes are refused. */
        OBSERVE
    }

    /**
     * A source of these files.
     *
     * @param files in the order of their source partitions
     * @param maxRecordBytes the longest record that is not rejected: of longer lines one byte more is kept, at least
     *     1 MiB
     */
    public NdjsonSource(List<Path> files, int maxRecordBytes, Use use) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("sluice.source.files must name at least one file");
        }
        this.paths = List.copyOf(files);
        int keptBytes = (int) Math.min(Math.max(maxRecordBytes + 1L, LEAST_KEPT_BYTES), Integer.MAX_VALUE - 8);
        this.reading = new Reading(keptBytes, use != Use.INGEST, use != Use.OBSERVE, () -> LockSupport.unpark(waiting));
    }

    @Override
    public SourceIdentity identity() {
        return new SourceIdentity(names(), "");
    }

    private String names() {
        return paths.stream().map(path -> path.getFileName().toString()).collect(Collectors.joining(","));
    }

    @Override
    public SourceIdentity identity(CommitRecord last, boolean acceptChange) {
        open();
        SourceIdentity other = SourceIdentity.ofFiles(names(), last == null ? 1 : last.number() + 1);
        if (last == null || !last.source().isOfFiles()) {
            return other;
        }
        SourceIdentity same = new SourceIdentity(names(), last.source().id());
        return new FileComparison(files, last).isSame(acceptChange) ? same : other;
    }

    /** Opens all files at their first lines. */
    private void open() {
        if (!files.isEmpty()) {
            return;
        }
        Map<Object, Integer> known = new HashMap<>();
        for (int partition = 0; partition < paths.size(); partition++) {
            Path path = paths.get(partition);
            NdjsonFile file = new NdjsonFile(partition, path, reading);
            files.add(file);
            Object key = file.key() == null ? path.toAbsolutePath().normalize() : file.key();
            Integer before = known.putIfAbsent(key, partition);
            if (before != null) {
                throw new ConfigurationException("sluice.source.files names one file twice, as source partitions "
                        + before + " and " + partition + " (" + paths.get(before) + " and " + path
                        + "): its lines would be read twice. Name it once.");
            }
        }
        files.forEach(NdjsonFile::open);
    }

    /** A file's time says nothing of when its records were made. */
    @Override
    public boolean stampsRecords() {
        return false;
    }

    @Override
    public void start(Map<Integer, Long> positions) {
        if (started) {
            throw new IllegalStateException("Cannot start reading files twice");
        }
        started = true;
        Set<Integer> unknown = new TreeSet<>(positions.keySet());
        unknown.removeIf(partition -> partition < paths.size());
        if (!unknown.isEmpty()) {
            throw new DataGapException("Source partitions " + unknown + " were read before, but sluice.source.files "
                    + "names " + paths.size() + " files only. Name all files, in the order of before.");
        }
        open();
        for (int partition = 0; partition < paths.size(); partition++) {
            files.get(partition).skipTo(positions.getOrDefault(partition, 0L));
        }
    }

    @Override
    public String content(int partition, long position) {
        return partition < files.size() ? files.get(partition).content(position) : "";
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
        if (!started || closed) {
            throw new IllegalStateException("Cannot read files: the source is " + (closed ? "closed" : "not started"));
        }
        waiting = Thread.currentThread();
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
