package io.sluice.lake.write;

import io.sluice.core.port.DataFile;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.parquet.DataFileWriter;
import io.sluice.lake.store.BoundedParallelism;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;

/**
 * The files of one commit: one per table and hour, as many as are needed, but only some of them open at once. When
 * another hour is due beyond that, the file that was longest without a row is sealed; its hour may get a second one.
 * The same when open files would take too much of memory by being open, which those of many columns do; row groups are
 * written out early when the rows of all open files together take too much. Sealed files hold nothing in memory and are
 * completed, which may be an upload each, several at a time. Not safe for threads.
 */
final class FanoutFiles {
    private static final long MAX_BUFFER_BYTES = 64L << 20;
    private static final int SHARE_OF_HEAP = 8;

    /** What open files of the whole process take by being open: tasks of Spark share a heap. */
    private static final AtomicLong OPEN_BYTES = new AtomicLong();

    /** So many that completing them makes use of every thread, before there is a reason to complete all. */
    private static final int MAX_SEALED = 2 * BoundedParallelism.THREADS;

    private final TaskWriterFactory factory;
    private final BytesInputCompressor compressor;
    private final long targetCommit;
    /** Bound on what all open files of the process take of memory without rows; one may be larger. */
    private final long maxOpenBytes;
    /** Bound on what the rows of all open files take of memory. */
    private final long maxHeldBytes;

    /** In the order of their last use. */
    private final Map<TableHour, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);

    /** In the order in which they were sealed; their bytes are whole, their files may not be. */
    private final List<OpenFile> sealed = new ArrayList<>();

    private final List<DataFile> finished = new ArrayList<>();
    private final List<String> begun = new ArrayList<>();
    private long sealedBytes;
    private long heldBytes;

    private record TableHour(Table table, long hour) {}

    private record OpenFile(Table table, String stagedPath, String path, DataFileWriter writer) {}

    FanoutFiles(TaskWriterFactory factory, long targetCommit) {
        this(factory, targetCommit, Runtime.getRuntime().maxMemory());
    }

    FanoutFiles(TaskWriterFactory factory, long targetCommit, long heapBytes) {
        maxOpenBytes = heapBytes / 2;
        maxHeldBytes = Math.min(heapBytes / SHARE_OF_HEAP, MAX_BUFFER_BYTES);
        this.factory = factory;
        this.compressor = factory.newCompressor();
        this.targetCommit = targetCommit;
    }

    /** The file to write rows of this table and hour into; {@link #written} is to follow. */
    DataFileWriter file(Table table, long hour) {
        TableHour key = new TableHour(table, hour);
        OpenFile file = open.get(key);
        if (file == null) {
            makeRoom(factory.openFileBytes(table));
            file = begin(table, hour);
            open.put(key, file);
            OPEN_BYTES.addAndGet(factory.openFileBytes(table));
        }
        heldBytes -= file.writer.heldBytes();
        return file.writer;
    }

    private void makeRoom(long bytes) {
        while (!open.isEmpty() && (open.size() >= factory.maxOpenFiles() || OPEN_BYTES.get() + bytes > maxOpenBytes)) {
            sealEldest();
            if (sealed.size() >= MAX_SEALED) {
                completeSealed();
            }
        }
    }

    private OpenFile begin(Table table, long hour) {
        String name = factory.nextName(targetCommit);
        String stagedPath = DataPaths.staged(table, name);
        begun.add(stagedPath);
        DataFileWriter writer = factory.beginFile(table, stagedPath, compressor);
        factory.passed(CommitStep.FILE_BEGUN);
        return new OpenFile(table, stagedPath, DataPaths.published(table, hour, name), writer);
    }

    private void sealEldest() {
        Map.Entry<TableHour, OpenFile> eldest = open.entrySet().iterator().next();
        DataFileWriter writer = eldest.getValue().writer;
        heldBytes -= writer.heldBytes();
        OPEN_BYTES.addAndGet(-factory.openFileBytes(eldest.getValue().table));
        writer.seal();
        sealedBytes += writer.bytes();
        open.remove(eldest.getKey());
        sealed.add(eldest.getValue());
    }

    private void completeSealed() {
        factory.parallelism()
                .each(
                        sealed,
                        file -> {
                            file.writer.finish();
                            return file;
                        },
                        this::completed);
        sealed.clear();
    }

    private void completed(OpenFile file) {
        DataFileWriter writer = file.writer;
        finished.add(new DataFile(
                file.table,
                file.stagedPath,
                file.path,
                writer.rows(),
                writer.bytes(),
                writer.checksum(),
                writer.minTime(),
                writer.maxTime()));
        factory.passed(CommitStep.FILE_FINISHED);
    }

    /** Counts what was written to a file. */
    void written(DataFileWriter file) {
        heldBytes += file.heldBytes();
        while (heldBytes > maxHeldBytes) {
            flushLargest();
        }
    }

    private void flushLargest() {
        DataFileWriter largest = null;
        for (OpenFile file : open.values()) {
            if (largest == null || file.writer.heldBytes() > largest.heldBytes()) {
                largest = file.writer;
            }
        }
        heldBytes -= largest.heldBytes();
        largest.flushRowGroup();
        heldBytes += largest.heldBytes();
    }

    /** Bytes written and buffered. */
    long bytes() {
        long bytes = sealedBytes;
        for (OpenFile file : open.values()) {
            bytes += file.writer.bytes() + file.writer.bufferedBytes();
        }
        return bytes;
    }

    /** Completes all files and makes them durable. */
    List<DataFile> finish() {
        while (!open.isEmpty()) {
            sealEldest();
        }
        completeSealed();
        factory.store().sync();
        factory.passed(CommitStep.FILES_SYNCED);
        return List.copyOf(finished);
    }

    /** Gives all files up and deletes them. */
    void abort() {
        LakeUnavailableException failure = null;
        sealed.addAll(open.values());
        open.values().forEach(file -> OPEN_BYTES.addAndGet(-factory.openFileBytes(file.table)));
        for (OpenFile file : sealed) {
            try {
                file.writer.abort();
            } catch (LakeUnavailableException e) {
                // The others are to be closed all the same, lest they stay open for as long as the process lives.
                failure = e;
            }
        }
        open.clear();
        sealed.clear();
        for (String path : begun) {
            factory.store().delete(path);
        }
        begun.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
