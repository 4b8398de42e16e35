package io.sluice.core.audit;

import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.CommitRecord.Kind;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commit records of one source partition, as short as can be said. */
final class Commits {
    static final SourceIdentity SOURCE = new SourceIdentity("iot-events", "id-1");

    static final PipelineSpec SPEC = PipelineSpec.builtIn();

    private Commits() {}

    /** A commit of records first (included) to next, of which so many were events, late and rejected. */
    static CommitRecord ingest(long number, long first, long next, long events, long late, long rejected) {
        long records = next - first;
        PartitionCounts counts = new PartitionCounts(
                first,
                next,
                Map.of(
                        RecordCounter.RECORDS,
                        records,
                        RecordCounter.EVENTS,
                        events,
                        RecordCounter.DUPLICATES,
                        records - events - late - rejected,
                        RecordCounter.LATE,
                        late),
                rejected == 0 ? Map.of() : Map.of("empty", rejected));
        List<DataFile> added = new ArrayList<>();
        add(added, Table.EVENTS, number, events);
        add(added, Table.LATE, number, late);
        add(added, Table.REJECTED, number, rejected);
        return record(
                number,
                Kind.INGEST,
                SOURCE,
                Map.of(0, new PartitionState(next, next)),
                Map.of(0, counts),
                added,
                List.of());
    }

    private static void add(List<DataFile> files, Table table, long number, long rows) {
        if (rows > 0) {
            files.add(file(table, path(table, number), rows));
        }
    }

    static String path(Table table, long number) {
        return table.folder() + "/" + number + ".parquet";
    }

    static DataFile file(Table table, String path, long rows) {
        return new DataFile(table, "_sluice/staged/" + path, path, rows, 100, "00000000", 0, 0);
    }

    /** A commit that reads nothing: another one's successor, standing where that stands. */
    static CommitRecord idle(long number, Kind kind, long position, List<DataFile> added, List<String> removed) {
        return record(
                number, kind, SOURCE, Map.of(0, new PartitionState(position, position)), Map.of(), added, removed);
    }

    static CommitRecord record(
            long number,
            Kind kind,
            SourceIdentity source,
            Map<Integer, PartitionState> partitions,
            Map<Integer, PartitionCounts> counts,
            List<DataFile> added,
            List<String> removed) {
        long watermark = partitions.values().stream()
                .mapToLong(PartitionState::greatestEventTime)
                .min()
                .orElse(0);
        return CommitRecord.numbered(number)
                .kind(kind)
                .writer("writer")
                .time(Instant.EPOCH)
                .source(source)
                .partitions(partitions)
                .watermark(watermark)
                .added(added)
                .removed(removed)
                .counts(counts)
                .schema(SPEC.schema().hash())
                .build();
    }

    /** Rows of files by path: offsets of source partition 0. */
    static final class Files implements RowAudit.FileReader {
        private final Map<String, long[]> offsets = new HashMap<>();
        private final List<String> read = new ArrayList<>();

        Files with(Table table, long number, long... rows) {
            return with(path(table, number), rows);
        }

        Files with(String path, long... rows) {
            offsets.put(path, rows);
            return this;
        }

        List<String> read() {
            return read;
        }

        @Override
        public boolean read(CurrentFile file, RowAudit.RowConsumer rows) {
            read.add(file.file().path());
            long[] ofFile = offsets.get(file.file().path());
            if (ofFile == null) {
                return false;
            }
            for (long offset : ofFile) {
                rows.row(0, offset, 0);
            }
            return true;
        }
    }

    /** Audits records and files, and returns the holes as text. */
    static List<String> audit(Files files, CommitRecord... records) {
        Discrepancies holes = new Discrepancies(100);
        CommitChain chain = new CommitChain(holes);
        for (CommitRecord record : records) {
            chain.add(record);
        }
        new RowAudit(chain.liveFiles(), files, holes, commit -> {})
                .run(List.of(records).iterator());
        return holes.kept().stream().map(Discrepancy::toString).toList();
    }
}
