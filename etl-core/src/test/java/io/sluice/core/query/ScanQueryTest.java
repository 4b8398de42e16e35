package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.InMemoryEventScan;
import io.sluice.core.port.InMemoryEventScan.Row;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.statistics.ExactQuantile;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ScanQueryTest {
    private static final LocalDate DAY = LocalDate.parse("2026-01-05");
    private static final Instant MIDNIGHT = Instant.parse("2026-01-05T00:00:00Z");
    private static final long PLENTY = 1L << 30;

    @Test
    void aGroupQualifiesByDistinctEventsNotByRows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rows.add(row(i % 24, 10, "light", i));
        }
        for (int i = 0; i < 600; i++) {
            rows.add(row(i % 24, 10, "motion", i % 499));
        }
        QueryResult result = ScanQuery.run(scan(rows, 64), QuerySpec.DEFAULT);
        assertThat(result.rows()).extracting(QueryRow::by).containsExactly(List.of("light"));
        assertThat(result.dropped())
                .containsExactly(
                        new QueryResult.DroppedGroup(DAY, List.of("motion"), 600, "499 distinct events, 500 needed"));
    }

    @Test
    void idsAreReadUntilEveryGroupHasEnough() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            rows.add(row(i / 10_000, 10, "type-" + i % 5, i % 9000));
        }
        InMemoryEventScan scan = scan(rows, 500);
        QueryResult result = ScanQuery.run(scan, QuerySpec.DEFAULT);
        assertThat(result.rows()).hasSize(5);
        assertThat(scan.idsLoaded()).isEqualTo(2500).isEqualTo(result.scan().rowsWithIdsRead());

        InMemoryEventScan again = scan(rows, 500);
        QueryResult distinct = ScanQuery.run(again, QuerySpec.DEFAULT.withDistinct(true));
        assertThat(again.idsLoaded()).isEqualTo(100_000);
        assertThat(distinct.rows()).extracting(QueryRow::distinctEvents).containsOnly(1800L);
        assertThat(result.rows()).extracting(QueryRow::distinctEvents).containsOnlyNulls();
    }

    @Test
    void momentsAreOverAllRowsAndQuantilesOverTheKept() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            rows.add(row(i % 24, i % 100, "light", i));
        }
        rows.add(row(3, 100_000, "light", 999));
        QueryResult result = ScanQuery.run(scan(rows, 64), QuerySpec.DEFAULT.withExact(true));
        QueryRow row = result.rows().get(0);
        assertThat(row.events()).isEqualTo(1000);
        assertThat(row.mean()).isGreaterThan(140);
        assertThat(row.stddev()).isGreaterThan(3000);
        assertThat(row.outliers()).isEqualTo(1);
        assertThat(row.kept()).isEqualTo(999);
        assertThat(row.quantiles()).containsExactly(94.0);
        assertThat(row.partial()).isFalse();
    }

    @Test
    void equalValuesSingleRowsAndExtremesAreAnswered() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            rows.add(row(i % 24, 0.1, "equal", i));
            rows.add(row(i % 24, i % 2 == 0 ? 0 : 1000, "extremes", i));
        }
        rows.add(row(5, 42.5, "single", 1));
        for (boolean exact : new boolean[] {false, true}) {
            QuerySpec spec = QuerySpec.DEFAULT.withMinEvents(1).withExact(exact).withQuantiles(List.of(0.05, 0.95));
            List<QueryRow> answers = ScanQuery.run(scan(rows, 64), spec).rows();
            assertThat(answers).extracting(row -> row.by().get(0)).containsExactly("equal", "extremes", "single");
            QueryRow equal = answers.get(0);
            assertThat(equal.mean()).isEqualTo(0.1);
            assertThat(equal.stddev()).isZero();
            assertThat(equal.kept()).isEqualTo(700);
            assertThat(equal.quantiles()).containsExactly(0.1, 0.1);
            assertThat(answers.get(1).quantiles()).containsExactly(0.0, 1000.0);
            QueryRow single = answers.get(2);
            assertThat(single.stddev()).isNaN();
            assertThat(single.quantiles()).containsExactly(42.5, 42.5);
        }
    }

    /** The same rows in other files, order, blocks, threads and memory, asked every way there is. */
    @Test
    void digitsDependOnTheRowsAlone() throws Exception {
        Random random = new Random(11);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            double value = random.nextInt(500) == 0 ? 1000 : Math.exp(random.nextGaussian());
            rows.add(row(random.nextInt(72), value, "type-" + random.nextInt(4), random.nextInt(20_000)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (OutlierRule rule : List.of(
                    new OutlierRule.Sigma(3),
                    new OutlierRule.Iqr(1.5),
                    new OutlierRule.Percentile(0.01, 0.99),
                    new OutlierRule.None())) {
                for (boolean exact : new boolean[] {false, true}) {
                    QuerySpec spec = QuerySpec.DEFAULT
                            .withOutliers(rule)
                            .withExact(exact)
                            .withDistinct(true)
                            .withQuantiles(List.of(0.5, 0.95, 0.999));
                    QueryResult first = ScanQuery.run(scan(rows, 1000), spec);
                    assertThat(first.rows()).hasSize(12);
                    assertThat(first.scan().readTwice()).isFalse();
                    Collections.shuffle(rows, random);
                    // Room for the two or three largest groups, so that hours are read again and groups go in batches.
                    QueryResult second = ScanQuery.run(scan(rows, 77), spec, threads, 8 * 6000);
                    assertThat(second.scan().readTwice()).isTrue();
                    assertThat(second.rows()).isEqualTo(first.rows());
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Room for a few dozen values, so that none of the groups can be held and ranks are searched in passes. */
    @Test
    void exactQuantilesThatDoNotFitAreSearched() throws Exception {
        List<Row> rows = new ArrayList<>();
        Random random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            rows.add(row(random.nextInt(24), Math.exp(random.nextGaussian()), "type-" + random.nextInt(3), i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (OutlierRule rule : List.of(new OutlierRule.Sigma(2), new OutlierRule.Iqr(1.5))) {
                QuerySpec spec = QuerySpec.DEFAULT
                        .withExact(true)
                        .withOutliers(rule)
                        .withDistributions(true)
                        .withQuantiles(List.of(0.25, 0.95));
                QueryResult held = ScanQuery.run(scan(rows, 64), spec);
                QueryResult searched = ScanQuery.run(scan(rows, 64), spec, threads, 1000);
                assertThat(held.rows()).hasSize(3);
                assertThat(searched.rows()).isEqualTo(held.rows());
                assertThat(searched.distributions()).isEqualTo(held.distributions());
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void otherDaysAreNotRead() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 96; i++) {
            rows.add(row(i, i, "light", i));
        }
        InMemoryEventScan scan = scan(rows, 64);
        QuerySpec spec = QuerySpec.DEFAULT.withMinEvents(1).withDays(DAY.plusDays(1), DAY.plusDays(2));
        QueryResult result = ScanQuery.run(scan, spec);
        assertThat(result.rows()).extracting(QueryRow::date).containsExactly(DAY.plusDays(1), DAY.plusDays(2));
        assertThat(scan.reads()).hasSize(48).allSatisfy(hour -> assertThat(hour.start())
                .isBetween(MIDNIGHT.plus(24, ChronoUnit.HOURS), MIDNIGHT.plus(71, ChronoUnit.HOURS)));
        assertThat(result.scan().filesRead()).isEqualTo(48);
        assertThat(result.scan().filesPruned()).isEqualTo(48);
        assertThat(result.scan().rows()).isEqualTo(48);
    }

    @Test
    void hoursAndTheWholeRangeArePeriodsToo() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 96; i++) {
            rows.add(row(i, i, "light", i));
        }
        QuerySpec spec = QuerySpec.DEFAULT.withMinEvents(1).withDays(DAY.plusDays(1), DAY.plusDays(2));
        QueryResult hours = ScanQuery.run(scan(rows, 64), spec.withPeriod(Period.HOUR));
        assertThat(hours.rows()).hasSize(48).extracting(QueryRow::events).containsOnly(1L);
        assertThat(hours.rows().get(25).period()).isEqualTo(DAY.plusDays(2) + "T01:00Z");
        assertThat(hours.rows().get(25).quantiles()).containsExactly(49.0);
        assertThat(spec.withPeriod(Period.HOUR).columns()).startsWith("hour", "device_type");

        QueryResult all = ScanQuery.run(scan(rows, 64), spec.withPeriod(Period.ALL));
        assertThat(all.rows()).singleElement().satisfies(row -> {
            assertThat(row.period()).isEqualTo(DAY.plusDays(1) + "/" + DAY.plusDays(2));
            assertThat(row.events()).isEqualTo(48);
            assertThat(row.mean()).isEqualTo(47.5);
        });
        assertThat(Period.parse("all")).isEqualTo(Period.ALL);
        assertRefused(() -> Period.parse("week"), "there are day, hour, all");
    }

    @Test
    void daysAreThoseOfTheZone() {
        List<Row> rows = List.of(row(3, 1, "light", 1), row(4, 2, "light", 2), row(5, 3, "light", 3));
        QuerySpec spec = QuerySpec.DEFAULT.withMinEvents(1).withZone(ZoneId.of("America/New_York"));
        List<QueryRow> answers = ScanQuery.run(scan(rows, 64), spec).rows();
        assertThat(answers).extracting(QueryRow::date).containsExactly(DAY.minusDays(1), DAY);
        assertThat(answers).extracting(QueryRow::events).containsExactly(2L, 1L);
        QuerySpec india = spec.withZone(ZoneId.of("Asia/Kolkata"));
        assertThatThrownBy(() -> ScanQuery.run(scan(rows, 64), india))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("+05:30");
    }

    @Test
    void daysThatTheWatermarkHasNotPassedArePartial() {
        InMemoryEventScan scan = scan(List.of(row(3, 1, "light", 1), row(30, 1, "light", 2)), 64);
        long endOfFirstDay = MIDNIGHT.plus(1, ChronoUnit.DAYS).toEpochMilli() * 1000;
        scan.setLateRows(7);
        scan.setWatermark(endOfFirstDay);
        QuerySpec spec = QuerySpec.DEFAULT.withMinEvents(1);
        QueryResult result = ScanQuery.run(scan, spec);
        assertThat(result.partialDays()).containsExactly(DAY.plusDays(1));
        assertThat(result.rows()).extracting(QueryRow::partial).containsExactly(false, true);
        assertThat(result.lateRows()).isEqualTo(7);
        scan.setWatermark(endOfFirstDay - 1);
        assertThat(ScanQuery.run(scan, spec).partialDays()).containsExactly(DAY, DAY.plusDays(1));
    }

    @Test
    void groupsOfSeveralFieldsAreInOrder() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Object> by = List.of("type-" + i % 3, (long) (i % 4) - 1, i % 5 == 0);
            rows.add(new Row(MIDNIGHT, i, by, 0, i));
        }
        QuerySpec spec = QuerySpec.DEFAULT.withMinEvents(1).withBy(List.of("a", "b", "c"));
        List<QueryRow> answers = ScanQuery.run(scan(rows, 7), spec).rows();
        assertThat(answers).hasSize(24);
        assertThat(answers.get(0).by()).isEqualTo(List.of("type-0", -1L, false));
        assertThat(answers.get(1).by()).isEqualTo(List.of("type-0", -1L, true));
        assertThat(answers.get(23).by()).isEqualTo(List.of("type-2", 2L, true));
        assertThat(answers.stream().mapToLong(QueryRow::events).sum()).isEqualTo(60);
        QuerySpec perDay = QuerySpec.DEFAULT.withBy(List.of()).withMinEvents(60);
        assertThat(ScanQuery.run(scan(rows, 7), perDay).rows()).hasSize(1);
    }

    @Test
    void rowsWithoutValueOrGroupStandOutside() {
        List<Row> rows = new ArrayList<>();
        rows.add(row(0, Double.NaN, "light", 1));
        rows.add(row(0, Double.NaN, "empty", 1));
        rows.add(new Row(MIDNIGHT, 5, Collections.singletonList(null), 0, 2));
        rows.add(row(0, 6, "light", 3));
        QueryResult result =
                ScanQuery.run(scan(rows, 7), QuerySpec.DEFAULT.withMinEvents(1).withDistinct(true));
        assertThat(result.rows()).hasSize(1);
        assertThat(result.rows().get(0).events()).isEqualTo(1);
        assertThat(result.rows().get(0).distinctEvents()).isEqualTo(1);
        assertThat(result.dropped()).isEmpty();
        assertThat(result.scan().rows()).isEqualTo(4);
        assertThat(result.scan().rowsWithoutValue()).isEqualTo(2);
        assertThat(result.scan().rowsWithoutGroup()).isEqualTo(1);
    }

    @Test
    void valuesThatAreNoFiniteNumbersStandOutsideAndAreCountedApart() {
        List<Row> rows = List.of(
                row(0, Double.POSITIVE_INFINITY, "light", 1),
                row(0, Double.NaN, "light", 2),
                row(0, 6, "light", 3),
                row(0, Double.NEGATIVE_INFINITY, "motion", 4));
        QueryResult result =
                ScanQuery.run(scan(rows, 7), QuerySpec.DEFAULT.withMinEvents(1).withDistinct(true));
        assertThat(result.rows()).hasSize(1);
        assertThat(result.rows().get(0).events()).isEqualTo(1);
        assertThat(result.rows().get(0).distinctEvents()).isEqualTo(1);
        assertThat(result.scan().rowsWithoutValue()).isEqualTo(1);
        assertThat(result.scan().rowsNotFinite()).isEqualTo(2);
    }

    /** The deviation of the first group is beyond all doubles; the others are answered, and so is this one. */
    @Test
    void valuesTooFarApartForADeviationAreAllKept() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            rows.add(row(i / 3, i % 2 == 0 ? 1.7e308 : -1.7e308, "far", i));
            rows.add(row(i % 2, i, "light", i));
        }
        rows.add(row(0, 1.7e308, "two", 1));
        rows.add(row(0, -1.7e308, "two", 2));
        for (OutlierRule rule : List.of(
                new OutlierRule.Sigma(3),
                new OutlierRule.Iqr(1.5),
                new OutlierRule.Iqr(0.01),
                new OutlierRule.Percentile(0.01, 0.99),
                new OutlierRule.None())) {
            for (boolean exact : new boolean[] {false, true}) {
                QuerySpec spec = QuerySpec.DEFAULT
                        .withMinEvents(1)
                        .withExact(exact)
                        .withOutliers(rule)
                        .withDistributions(true)
                        .withQuantiles(List.of(0.01, 0.5, 0.95));
                List<QueryRow> answers = ScanQuery.run(scan(rows, 7), spec).rows();
                assertThat(answers).extracting(row -> row.by().get(0)).contains("far", "light");
                QueryRow far = answers.get(0);
                assertThat(far.mean()).isFinite();
                assertThat(far.stddev()).isNaN();
                if (rule instanceof OutlierRule.Sigma) {
                    assertThat(answers).hasSize(3);
                    assertThat(far.kept()).isEqualTo(6);
                    assertThat(far.quantiles()).containsExactly(-1.7e308, 0.0, 1.7e308);
                }
                assertThat(answers.get(1).stddev()).isFinite();
            }
        }
    }

    @Test
    void aGroupOfOutliersOnlyIsDroppedWithTheReason() {
        List<Row> rows = List.of(row(0, -1, "light", 1), row(0, 1, "light", 2));
        QuerySpec spec = QuerySpec.DEFAULT.withMinEvents(2).withOutliers(new OutlierRule.Sigma(0.5));
        for (boolean exact : new boolean[] {false, true}) {
            QueryResult result = ScanQuery.run(scan(rows, 7), spec.withExact(exact));
            assertThat(result.rows()).isEmpty();
            assertThat(result.dropped()).hasSize(1).first().satisfies(group -> assertThat(group.reason())
                    .contains("all values are outliers by rule sigma 0.5"));
        }
    }

    @Test
    void sketchesAreNearTheExactAnswer() {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        double[] values = new double[50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() * 1000;
            rows.add(row(random.nextInt(24), values[i], "light", i));
        }
        QuerySpec spec = QuerySpec.DEFAULT.withOutliers(new OutlierRule.None());
        double exact = ExactQuantile.of(values, values.length, 0.95);
        assertThat(ScanQuery.run(scan(rows, 999), spec)
                        .rows()
                        .get(0)
                        .quantiles()
                        .get(0))
                .isBetween(exact * 0.999, exact * 1.001);
        assertThat(ScanQuery.run(scan(rows, 999), spec.withExact(true))
                        .rows()
                        .get(0)
                        .quantiles())
                .containsExactly(exact);
    }

    /** One way or the other, in whatever order, with hours read once or twice. */
    @Test
    void distributionsCountEveryValueOfTheRowsTheyBelongTo() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            rows.add(row(i % 24, i == 0 ? 1e9 : i % 100, "light", i));
            rows.add(row(i % 24, 7, "equal", i));
        }
        rows.add(row(1, 5, "few", 1));
        QuerySpec spec = QuerySpec.DEFAULT.withDistributions(true);
        QueryResult result = ScanQuery.run(scan(rows, 64), spec);
        assertThat(result.rows()).extracting(QueryRow::by).containsExactly(List.of("equal"), List.of("light"));
        Distribution equal = result.distributions().get(0);
        assertThat(equal.kept()).isEqualTo(Interval.ALL);
        assertThat(equal.min()).isEqualTo(equal.max()).isEqualTo(7);
        assertThat(Arrays.stream(equal.histogram().counts()).sum()).isEqualTo(4000);
        Distribution light = result.distributions().get(1);
        assertThat(light.max()).isEqualTo(1e9);
        assertThat(light.kept().contains(1e9)).isFalse();
        assertThat(light.histogram().above()).isEqualTo(1);
        assertThat(Arrays.stream(light.histogram().counts()).sum()).isEqualTo(3999);
        Collections.shuffle(rows, new Random(1));
        assertThat(ScanQuery.run(scan(rows, 7), spec, Runnable::run, 8 * 5000).distributions())
                .isEqualTo(result.distributions())
                .isEqualTo(ScanQuery.run(scan(rows, 64), spec.withExact(true)).distributions());
        assertThat(ScanQuery.run(scan(rows, 64), QuerySpec.DEFAULT).distributions())
                .isEmpty();
    }

    @Test
    void noEventsAreNoAnswerButNoErrorEither() {
        QueryResult result = ScanQuery.run(new InMemoryEventScan(10), QuerySpec.DEFAULT);
        assertThat(result.rows()).isEmpty();
        assertThat(result.scan().rows()).isZero();
    }

    @Test
    void failuresOfAnyThreadSurface() {
        EventScan scan = new ForwardingScan(scan(List.of(row(0, 1, "light", 1)), 5)) {
            @Override
            public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
                throw new LakeUnavailableException("away", null);
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            assertThatThrownBy(() -> ScanQuery.run(scan, QuerySpec.DEFAULT, threads, PLENTY))
                    .isInstanceOf(LakeUnavailableException.class)
                    .hasMessageContaining("away");
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void questionsThatMakeNoSenseAreRefused() {
        assertRefused(() -> QuerySpec.DEFAULT.withDays(DAY, DAY.minusDays(1)), "before the first day");
        assertRefused(() -> QuerySpec.DEFAULT.withQuantiles(List.of()), "At least one");
        assertRefused(() -> QuerySpec.DEFAULT.withQuantiles(List.of(1.0)), "below 1");
        assertRefused(() -> QuerySpec.DEFAULT.withQuantiles(List.of(0.5, 0.5)), "two columns named p50");
        assertRefused(() -> QuerySpec.DEFAULT.withBy(List.of("kept")), "two columns named kept");
        assertRefused(() -> QuerySpec.DEFAULT.withBy(List.of("event_duration")), "event_duration");
        assertRefused(() -> QuerySpec.DEFAULT.withMinEvents(0), "at least 1");
        EventSchema schema = EventSchema.builtIn();
        QuerySpec.DEFAULT.requireFieldsOf(schema);
        assertRefused(() -> QuerySpec.DEFAULT.withField("status").requireFieldsOf(schema), "[event_duration, value]");
        assertRefused(() -> QuerySpec.DEFAULT.withField("nope").requireFieldsOf(schema), "metadata.location");
        assertRefused(() -> QuerySpec.DEFAULT.withBy(List.of("metadata")).requireFieldsOf(schema), "metadata");
        assertRefused(() -> QuerySpec.DEFAULT.withBy(List.of("timestamp")).requireFieldsOf(schema), "is a time");
    }

    private static void assertRefused(Runnable question, String message) {
        assertThatThrownBy(question::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Row row(int hour, double value, String type, long id) {
        return new Row(MIDNIGHT.plus(hour, ChronoUnit.HOURS), value, List.of(type), 0, id);
    }

    /** Two files an hour where rows allow it. */
    private static InMemoryEventScan scan(List<Row> rows, int blockRows) {
        InMemoryEventScan scan = new InMemoryEventScan(blockRows);
        for (int i = 0; i < rows.size(); i++) {
            scan.add(rows.size() > 100 && i % 3 == 0 ? "b" : "a", rows.get(i));
        }
        return scan;
    }
}
