package io.sluice.lake.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.DoubleColumn;
import io.sluice.core.event.EventBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventScan;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.SampleRows;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.core.query.ScanWithLate;
import io.sluice.core.query.ScanWithLate.LateCounts;
import io.sluice.lake.Deliveries;
import io.sluice.lake.Duck;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.compact.CompactionRequest;
import io.sluice.lake.compact.Compactor;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The question with late events: judged by an independent reader that has the rule in SQL. */
class LateRowsTest {
    private static final PipelineSpec SPEC = PipelineSpec.builtIn();
    private static final long SEVEN = Instant.parse("2026-01-05T07:00:00Z").getEpochSecond() * 1_000_000;
    private static final long MINUTE = 60_000_000;
    private static final QuerySpec QUESTION = QuerySpec.DEFAULT
            .withMinEvents(1)
            .withOutliers(new OutlierRule.None())
            .withDistinct(true)
            .withExact(true);

    @TempDir
    Path root;

    /** A row every three minutes from an offset on. */
    private static EventBatch batch(int partition, long from, long to) {
        long[] times = LongStream.range(from, to)
                .map(offset -> SEVEN + offset * 3 * MINUTE)
                .toArray();
        return SampleRows.batch(SPEC.schema(), SPEC.roles(), partition, from, times);
    }

    private static void setDuration(EventBatch batch, int row, double value) {
        ((DoubleColumn) batch.column("event_duration")).set(row, value);
    }

    private void commit(ObjectStore store, EventBatch events, EventBatch... late) {
        ParquetLake lake =
                new ParquetLake(LakeConfig.of(store, SPEC.schema(), SPEC.roles(), SPEC.windows(), () -> Instant.EPOCH));
        lake.open(new LakeRequest(Deliveries.SOURCE, SPEC.compatibilitySettings(), false));
        try (StagedCommit staged = lake.stage()) {
            staged.addEvents(events, SampleRows.all(events), events.rows());
            for (EventBatch batch : late) {
                staged.addLate(batch, SampleRows.all(batch), batch.rows());
            }
            staged.finish();
            staged.commit(new StagedCommit.CommitDraft(
                    CommitRecord.Kind.INGEST,
                    Instant.EPOCH,
                    Map.of(),
                    SEVEN + 100 * 60 * MINUTE,
                    Long.MAX_VALUE,
                    Map.of()));
        }
    }

    @Test
    void lateEventsAreTakenInOnceWhereTheirHourHasNoneOfTheirId() {
        ObjectStore store = new LocalStore(root, false);
        // Hours 7 to 9 have events. Late are: copies of them, new ones, copies of those with other values, and an hour
        // without any event.
        EventBatch copies = batch(0, 30, 50);
        EventBatch conflicting = batch(1, 100, 120);
        for (int row = 0; row < 20; row += 2) {
            setDuration(conflicting, row, row * 40 - 300);
        }
        // The same offsets an hour later: an id of another hour is no reason to leave a row out.
        EventBatch otherHour = SampleRows.batch(
                SPEC.schema(), SPEC.roles(), 0, 0, SEVEN + 70 * MINUTE, SEVEN + 71 * MINUTE, SEVEN + 130 * MINUTE);
        commit(store, batch(0, 0, 60), copies, batch(1, 20, 40), batch(1, 100, 130));
        commit(store, batch(2, 0, 10), conflicting, batch(0, 31, 33), otherHour);
        List<String> expected = judge();

        ScanWithLate scan = new ScanWithLate(ParquetEventScan.open(store));
        assertThat(ask(scan)).isEqualTo(expected);
        assertThat(scan.counts()).isEqualTo(new LateCounts(20 + 30 + 3, 22 + 20));
        assertThat(ask(ParquetEventScan.open(store))).isNotEqualTo(expected);

        Compactor.open(store, () -> Instant.EPOCH).run(CompactionRequest.ALL, () -> false, compacted -> {});
        assertThat(ask(new ScanWithLate(ParquetEventScan.open(store))))
                .as("whatever the files")
                .isEqualTo(expected);
    }

    private static List<String> ask(EventScan scan) {
        return ScanQuery.run(scan, QUESTION).rows().stream()
                .map(row -> row.by().get(0) + "|" + row.events() + "|" + row.distinctEvents() + "|"
                        + String.format(
                                Locale.ROOT,
                                "%.6f|%.6f",
                                row.mean(),
                                row.quantiles().get(0)))
                .toList();
    }

    private List<String> judge() {
        try (Duck duck = new Duck()) {
            return duck.rows("""
                WITH e AS (SELECT event_id, device_type, event_duration, date_trunc('hour', timestamp) AS h
                           FROM read_parquet('%1$s/events/*/*/*/*/*.parquet')),
                l AS (SELECT event_id, arg_min(device_type, event_duration) AS device_type,
                             min(event_duration) AS event_duration, date_trunc('hour', timestamp) AS h
                      FROM read_parquet('%1$s/late/*/*/*/*/*.parquet') GROUP BY ALL),
                a AS (SELECT * FROM e UNION ALL BY NAME SELECT l.* FROM l ANTI JOIN e USING (event_id, h))
                SELECT device_type || '|' || count(*) || '|' || count(DISTINCT event_id) || '|'
                    || format('{:.6f}', avg(event_duration + 0.0)) || '|'
                    || format('{:.6f}', quantile_cont(event_duration + 0.0, 0.95))
                FROM a GROUP BY device_type ORDER BY encode(device_type)
                """.formatted(root));
        }
    }
}
