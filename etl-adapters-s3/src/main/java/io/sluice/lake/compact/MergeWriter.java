package io.sluice.lake.compact;

import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.compact.CompactionPlan.Merge;
import io.sluice.lake.parquet.DataFileWriter;
import io.sluice.lake.parquet.MergedFile;
import io.sluice.lake.parquet.MergedFile.Layout;
import io.sluice.lake.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The merged files of one compaction while they are written, outside the tables. Used by one thread. */
final class MergeWriter {
    private final ObjectStore store;
    private final StepListener listener;
    private final long targetCommit;
    private final String writerId;
    private final BooleanSupplier stopped;
    private final List<String> begun = new ArrayList<>();
    private final List<DataFile> added = new ArrayList<>();
    private final List<DataFile> replaced = new ArrayList<>();

    /** @param targetCommit the commit number the files are staged for */
    MergeWriter(ObjectStore store, StepListener listener, long targetCommit, String writerId, BooleanSupplier stopped) {
        this.store = store;
        this.listener = listener;
        this.targetCommit = targetCommit;
        this.writerId = writerId;
        this.stopped = stopped;
    }

    /**
     * Writes the file that a merge makes. Files whose columns do not fit into those of the newest stay as they are.
     *
     * @return false if it was stopped on the way
     * @throws DataGapException if a file is gone, damaged, or not what was recorded
     */
    boolean add(Merge merge, long sequence) {
        List<Layout> layouts = new ArrayList<>();
        for (DataFile file : merge.files()) {
            layouts.add(Layout.of(store.open(file.path()), file.path()));
        }
        Layout newest = layouts.get(layouts.size() - 1);
        List<DataFile> files = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            if (newest.takes(layouts.get(i))) {
                files.add(merge.files().get(i));
            }
        }
        return files.size() < 2 || write(merge, files, newest, DataPaths.name(targetCommit, writerId, sequence));
    }

    private boolean write(Merge merge, List<DataFile> files, Layout layout, String name) {
        String stagedPath = DataPaths.staged(merge.table(), name);
        begun.add(stagedPath);
        MergedFile merged = new MergedFile(store.newFile(stagedPath), layout);
        DataFileWriter file = merged.file();
        boolean whole = false;
        try {
            listener.passed(CommitStep.FILE_BEGUN);
            for (DataFile source : files) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
                append(source, merged);
            }
            file.finish();
            whole = true;
        } finally {
            if (!whole) {
                file.abort();
            }
        }
        added.add(new DataFile(
                merge.table(),
                stagedPath,
                merge.folder() + "/" + name + ".parquet",
                file.rows(),
                file.bytes(),
                file.checksum(),
                file.minTime(),
                file.maxTime()));
        replaced.addAll(files);
        listener.passed(CommitStep.FILE_FINISHED);
        return true;
    }

    private void append(DataFile source, MergedFile merged) {
        long rows = merged.append(store.open(source.path()), source.path(), source.minTime(), source.maxTime());
        if (rows != source.rows()) {
            throw new DataGapException("Data file " + source.path() + " in " + store + " should have " + source.rows()
                    + " rows, but has " + rows + "; restore it from a backup, sluice audit tells what else is wrong");
        }
    }

    /** Makes the names of all files durable. */
    void finish() {
        store.sync();
        listener.passed(CommitStep.FILES_SYNCED);
    }

    /** The files made. */
    List<DataFile> added() {
        return added;
    }

    /** The files whose rows they hold. */
    List<DataFile> replaced() {
        return replaced;
    }

    /** Gives all files up and deletes them. */
    void abort() {
        begun.forEach(store::delete);
        begun.clear();
    }
}
