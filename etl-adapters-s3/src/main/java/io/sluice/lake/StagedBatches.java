package io.sluice.lake;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.Table;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.window.WindowRow;
import io.sluice.lake.parquet.DataFileWriter;
import io.sluice.lake.parquet.PlainRows;
import io.sluice.lake.parquet.TableWriters;
import io.sluice.lake.parquet.UuidFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Spreads the rows of one commit over the files of their hours. */
final class StagedBatches implements StagedCommit {
    private final ParquetLake lake;
    private final StagedFiles files;
    private final String topic;
    private final UuidFormat uuid;
    private final HourFiles hourFiles;

    private List<DataFile> finished;
    private boolean ended;

    StagedBatches(ParquetLake lake, StagedFiles files, TableWriters tables, String topic) {
        this.lake = lake;
        this.files = files;
        this.topic = topic;
        this.uuid = tables.uuid();
        this.hourFiles = new HourFiles(files, uuid);
    }

    @Override
    public void addEvents(EventBatch batch, int[] rows, int count) {
        add(Table.EVENTS, batch, rows, count);
    }

    @Override
    public void addLate(EventBatch batch, int[] rows, int count) {
        add(Table.LATE, batch, rows, count);
    }

    private void add(Table table, EventBatch batch, int[] rows, int count) {
        requireFilling();
        hourFiles.add(table, batch, rows, count);
    }

    @Override
    public void addRejected(List<Rejection> rejections) {
        requireFilling();
        for (Rejection rejection : rejections) {
            long hour = DataPaths.hourOf(PlainRows.partitionTime(rejection));
            DataFileWriter file = files.file(Table.REJECTED, hour);
            PlainRows.write(rejection, topic, file);
            files.written(file);
        }
    }

    @Override
    public void addWindows(List<WindowRow> rows, Instant processingTime) {
        requireFilling();
        long processed = ChronoUnit.MICROS.between(Instant.EPOCH, processingTime);
        for (WindowRow row : rows) {
            DataFileWriter file = files.file(Table.WINDOWS, DataPaths.hourOf(row.start()));
            PlainRows.write(row, processed, uuid, file);
            files.written(file);
        }
    }

    private void requireFilling() {
        if (finished != null || ended) {
            throw new IllegalStateException("Rows can only be added to a commit before it is finished or closed");
        }
    }

    @Override
    public long bytes() {
        return files.bytes();
    }

    @Override
    public void finish() {
        if (finished == null) {
            finished = files.finish();
        }
    }

    @Override
    public CommitRecord commit(CommitDraft draft) {
        if (finished == null || ended) {
            throw new IllegalStateException("Only a finished commit can be committed, and only once");
        }
        // Whatever happens from here on, the record may exist, and then the files are no longer this object's to
        // delete.
        ended = true;
        try {
            return lake.commit(finished, draft);
        } catch (WriterFencedException fenced) {
            // Nobody will ever record these, and the writer that took over may have tidied up before they were made.
            files.abandon();
            throw fenced;
        } finally {
            lake.stageEnded();
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            lake.stageEnded();
            files.abandon();
        }
    }
}
