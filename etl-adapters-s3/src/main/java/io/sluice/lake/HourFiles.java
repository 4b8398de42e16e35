package io.sluice.lake;

import io.sluice.core.event.EventBatch;
import io.sluice.core.port.Table;
import io.sluice.lake.parquet.DataFileWriter;
import io.sluice.lake.parquet.EventRows;
import io.sluice.lake.parquet.UuidFormat;

/** Spreads rows of batches over the staged files of their hours. Not safe for threads. */
final class HourFiles {
    private final StagedFiles files;
    private final EventRows eventRows;
    private final HourSplit split = new HourSplit();

    HourFiles(StagedFiles files, UuidFormat uuid) {
        this.files = files;
        this.eventRows = new EventRows(uuid);
    }

    /**
     * Writes rows into files of {@code events/} or {@code late/}.
     *
     * @param rows indexes of the rows, ascending, of which the first {@code count} matter
     */
    void add(Table table, EventBatch batch, int[] rows, int count) {
        if (count == 0) {
            return;
        }
        eventRows.begin(batch);
        split.split(batch, rows, count);
        for (int from = 0; from < count; from = split.end()) {
            long hour = split.hourAt(from);
            DataFileWriter file = files.file(table, hour);
            eventRows.write(split.rows(), from, split.end(), file);
            files.written(file);
        }
        eventRows.end();
    }
}
