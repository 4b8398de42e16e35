package io.sluice.lake.write;

import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.parquet.DataFileWriter;
import io.sluice.lake.parquet.TableWriters;
import io.sluice.lake.parquet.UuidFormat;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.ObjectStore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;

/** Begins the writers of one process, which share its id and never use a file name twice. Safe for threads. */
public final class TaskWriterFactory {
    private final ObjectStore store;
    private final TableWriters tables;
    private final int maxOpenFiles;
    private final String writerId;
    private final StepListener listener;
    private final BoundedParallelism parallelism = new BoundedParallelism();
    private final AtomicLong sequence = new AtomicLong();

    /**
     * @param maxOpenFiles how many files of a commit may be open at once, over all tables
     * @param writerId names this process in file names
     */
    public TaskWriterFactory(
            ObjectStore store, TableWriters tables, int maxOpenFiles, String writerId, StepListener listener) {
        this.store = store;
        this.tables = tables;
        this.maxOpenFiles = maxOpenFiles;
        this.writerId = writerId;
        this.listener = listener;
    }

    /**
     * Begins a writer.
     *
     * @param topic what is read, for {@code rejected/}
     * @param targetCommit the number that the commit is meant to get
     */
    public TaskWriter begin(String topic, long targetCommit) {
        return new TaskWriter(new FanoutFiles(this, targetCommit), uuid(), topic);
    }

    UuidFormat uuid() {
        return tables.uuid();
    }

    ObjectStore store() {
        return store;
    }

    int maxOpenFiles() {
        return maxOpenFiles;
    }

    /** See {@link TableWriters#openFileBytes}. */
    long openFileBytes(Table table) {
        return tables.openFileBytes(table);
    }

    BoundedParallelism parallelism() {
        return parallelism;
    }

    BytesInputCompressor newCompressor() {
        return tables.newCompressor();
    }

    /** A name that no other file has, without its ending. */
    String nextName(long targetCommit) {
        return DataPaths.name(targetCommit, writerId, sequence.incrementAndGet());
    }

    DataFileWriter beginFile(Table table, String stagedPath, BytesInputCompressor compressor) {
        return tables.begin(table, store.newFile(stagedPath), compressor);
    }

    void passed(CommitStep step) {
        listener.passed(step);
    }
}
