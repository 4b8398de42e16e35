package io.sluice.lake.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.query.FastQuery;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.lake.Deliveries;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records come every 15 minutes from 07:00 on the 5th of January 2026. */
class SummaryWriterTest {
    private static final QuerySpec QUESTION = QuerySpec.DEFAULT.withMinEvents(1).withOutliers(new OutlierRule.None());
    private static final String FIFTH = "_sluice/summaries/2026-01-05/";

    private final MemoryStore store = new MemoryStore();
    private final List<String> refused = new ArrayList<>();
    private ParquetLake lake;

    @BeforeEach
    void deliver() {
        lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        // Up to midnight of the 5th, and three hours more.
        Deliveries.commit(lake, 0, 40);
        Deliveries.commit(lake, 40, 80);
    }

    private int write() {
        return SummaryWriter.write(store, CompactionRequest.ALL, QUESTION, () -> false, null);
    }

    private List<String> summaries() {
        return store.list("_sluice/summaries").stream().map(StoredObject::path).toList();
    }

    private FastQuery.Answer ask() {
        return FastQuery.run(
                ParquetEventScan.open(store),
                QUESTION,
                Runnable::run,
                1 << 20,
                (day, damage) -> refused.add(day + ": " + damage));
    }

    private static List<Object> exactParts(QueryResult result) {
        List<Object> parts = new ArrayList<>();
        for (QueryRow row : result.rows()) {
            parts.add(List.of(row.date(), row.by(), row.events(), row.mean(), row.partial()));
        }
        return parts;
    }

    @Test
    void summarisesClosedDaysOnce() {
        assertThat(write()).isEqualTo(1);
        assertThat(summaries()).containsExactly(FIFTH + "68.summary");
        assertThat(write()).as("it is there").isZero();
    }

    /** The watermark stands at the greatest time, a quarter of an hour a record. */
    @Test
    void aDayIsSummarisedAsSoonAsTheWatermarkHasPassedIt() {
        MemoryStore ending = new MemoryStore();
        ParquetLake written = new ParquetLake(Deliveries.config(ending));
        written.open(Deliveries.request());
        Deliveries.commit(written, 0, 68);
        assertThat(SummaryWriter.write(ending, CompactionRequest.ALL, QUESTION, () -> false, null))
                .as("at 23:45")
                .isZero();
        Deliveries.commit(written, 68, 69);
        assertThat(SummaryWriter.write(
                        ending, CompactionRequest.ALL.withAfter(Duration.ofNanos(1000)), QUESTION, () -> false, null))
                .as("at midnight, with a delay")
                .isZero();
        assertThat(SummaryWriter.write(ending, CompactionRequest.ALL, QUESTION, () -> false, null))
                .as("at midnight")
                .isEqualTo(1);
    }

    @Test
    void daysWithASummaryAreAnsweredByItAndOthersByTheirRows() {
        assertThat(ask().summarised()).isZero();
        write();
        FastQuery.Answer answer = ask();
        assertThat(answer.summarised()).isEqualTo(1);
        assertThat(answer.days()).isEqualTo(2);
        assertThat(exactParts(answer.result()))
                .isEqualTo(exactParts(ScanQuery.run(ParquetEventScan.open(store), QUESTION)));
        assertThat(refused).isEmpty();
    }

    @Test
    void aCompactionLeavesSummariesGood() {
        write();
        Compactor.open(store, () -> Instant.EPOCH).run(CompactionRequest.ALL, () -> false, compacted -> {});
        assertThat(write()).isZero();
        assertThat(ask().summarised()).isEqualTo(1);
    }

    /** As a replay does, or another topic in the same lake. */
    @Test
    void aDayThatGetsMoreRowsIsReadUntilItIsSummarisedAgain() {
        write();
        Deliveries.commit(lake, 12, 16);
        Deliveries.commit(lake, 80, 84);
        assertThat(ask().summarised()).isZero();
        assertThat(write()).isEqualTo(1);
        assertThat(summaries()).as("the old one is gone").containsExactly(FIFTH + "72.summary");
        assertThat(ask().summarised()).isEqualTo(1);
    }

    @Test
    void aDamagedSummaryIsRefusedAndTheRowsAreRead() {
        write();
        List<Object> expected = exactParts(ask().result());
        byte[] bytes = store.read(FIFTH + "68.summary").orElseThrow();
        bytes[bytes.length / 2] ^= 1;
        store.overwrite(FIFTH + "68.summary", bytes);
        FastQuery.Answer answer = ask();
        assertThat(answer.summarised()).isZero();
        assertThat(exactParts(answer.result())).isEqualTo(expected);
        assertThat(refused).singleElement().asString().contains("2026-01-05", "checksum");
    }

    @Test
    void aDamagedSummaryIsReplacedByWhoeverLooksForDamage() {
        write();
        byte[] good = store.read(FIFTH + "68.summary").orElseThrow();
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        store.overwrite(FIFTH + "68.summary", bad);
        List<String> damaged = new ArrayList<>();
        assertThat(write()).as("it is there").isZero();
        assertThat(writeAnew(damaged)).isEqualTo(1);
        assertThat(damaged).singleElement().asString().contains(FIFTH + "68.summary", "checksum");
        assertThat(store.read(FIFTH + "68.summary")).contains(good);
        assertThat(writeAnew(damaged)).as("it is good").isZero();
        assertThat(damaged).hasSize(1);
    }

    private int writeAnew(List<String> damaged) {
        return SummaryWriter.write(
                store,
                CompactionRequest.ALL,
                QUESTION,
                () -> false,
                (path, damage) -> damaged.add(path + ": " + damage));
    }

    @Test
    void eventsOfAnotherKindAreNotSummarised() {
        assertThat(SummaryWriter.write(
                        store, CompactionRequest.ALL, QUESTION.withField("no_such_field"), () -> false, null))
                .isZero();
    }
}
