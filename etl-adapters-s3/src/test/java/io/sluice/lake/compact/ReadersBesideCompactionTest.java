package io.sluice.lake.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventScan;
import io.sluice.core.port.HourReplacedException;
import io.sluice.core.port.Table;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.lake.Deliveries;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.audit.LakeAudit;
import io.sluice.lake.audit.LakeChangedException;
import io.sluice.lake.audit.LakeSearch;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.MemoryStore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our own readers never miss a row nor see one twice, whenever a compaction comes. */
class ReadersBesideCompactionTest {
    private static final long END = 16;
    private static final QuerySpec QUESTION = QuerySpec.DEFAULT
            .withBy(List.of())
            .withMinEvents(1)
            .withOutliers(new OutlierRule.None())
            .withDistinct(true);

    private MemoryStore store;
    private ParquetLake lake;

    @BeforeEach
    void deliver() {
        store = new MemoryStore();
        lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        commit(0, END);
    }

    private void commit(long from, long to) {
        for (long position = from; position < to; position += 2) {
            Deliveries.commit(lake, position, position + 2);
        }
    }

    private void compact() {
        Compactor.open(store, () -> Instant.EPOCH).run(CompactionRequest.ALL, () -> false, compacted -> {});
    }

    private static Object ask(EventScan scan) {
        var result = ScanQuery.run(scan, QUESTION);
        return List.of(result.rows(), result.scan().rows());
    }

    /** Does something before the n-th call, or within it after the first block. */
    private record Disturbed(EventScan scan, int[] calls, int disturbedCall, boolean within, Runnable disturbance)
            implements EventScan {
        @Override
        public List<Hour> hours() {
            return scan.hours();
        }

        @Override
        public List<Hour> lateHours() {
            return scan.lateHours();
        }

        @Override
        public Optional<byte[]> summary(LocalDate day) {
            return scan.summary(day);
        }

        @Override
        public long watermark() {
            return scan.watermark();
        }

        @Override
        public long lateRows(Instant from, Instant to) {
            return scan.lateRows(from, to);
        }

        @Override
        public void requireColumns(Projection projection, List<Hour> asked) {
            disturb(false);
            scan.requireColumns(projection, asked);
        }

        @Override
        public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
            disturb(false);
            scan.read(hour, projection, block -> {
                consumer.accept(block);
                disturb(true);
            });
        }

        private void disturb(boolean isWithin) {
            if (isWithin == within && calls[0]++ == disturbedCall) {
                disturbance.run();
            }
        }

        @Override
        public void close() {
            scan.close();
        }
    }

    @Test
    void theQuestionHasTheSameAnswer() {
        Object expected = ask(ParquetEventScan.open(store));
        boolean came = true;
        for (int call = 0; came; call++) {
            for (boolean within : new boolean[] {false, true}) {
                deliver();
                int[] calls = new int[1];
                EventScan scan = new Disturbed(ParquetEventScan.open(store), calls, call, within, this::compact);
                assertThat(ask(scan)).isEqualTo(expected);
                came = calls[0] > call;
            }
        }
    }

    /** The scan may have been handed its hours by another one, on another machine. */
    @Test
    void hoursListedElsewhereAreFollowedToo() {
        ParquetEventScan listing = ParquetEventScan.open(store);
        compact();
        EventScan reading = ParquetEventScan.ofListed(store, listing.stagedPaths(), listing.listedAt(), List.of());
        long[] rows = new long[1];
        EventScan.Projection projection = new EventScan.Projection("value", List.of(), "event_id");
        for (EventScan.Hour hour : listing.hours()) {
            try {
                reading.read(hour, projection, block -> rows[0] += block.rows());
            } catch (HourReplacedException replaced) {
                reading.read(hour, projection, block -> rows[0] += block.rows());
            }
        }
        assertThat(rows[0]).isEqualTo(END);
    }

    @Test
    void aFileThatIsGoneIsStillAGap() {
        EventScan scan = ParquetEventScan.open(store);
        DataFile gone = CommitLog.open(store).liveFiles(Table.EVENTS).get(0);
        store.delete(gone.path());
        assertThatThrownBy(() -> ask(scan)).isInstanceOf(DataGapException.class).hasMessageContaining(gone.path());
    }

    @Test
    void anEventIsFoundAgain() {
        LakeSearch search = LakeSearch.open(store, Deliveries.SPEC.roles());
        String id = Deliveries.idOf(1);
        List<LakeSearch.Found> before = search.find(id);
        assertThat(before).hasSize(1);
        compact();
        List<LakeSearch.Found> after = search.find(id);
        assertThat(after).hasSize(1);
        assertThat(after.get(0).offset()).isEqualTo(1);
        assertThat(after.get(0).file()).isNotEqualTo(before.get(0).file());
    }

    @Test
    void anAuditBeginsAgain() {
        LakeAudit audit = LakeAudit.open(store, false, rows -> {});
        compact();
        assertThatThrownBy(() -> audit.readRows(commit -> {}))
                .isInstanceOf(LakeChangedException.class)
                .hasMessageContaining("compaction");
    }
}
