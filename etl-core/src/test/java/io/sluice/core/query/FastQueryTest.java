package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.app.report.ResultNotes;
import io.sluice.core.port.InMemoryEventScan;
import io.sluice.core.statistics.QuantileSketch;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FastQueryTest {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 5);
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final QuerySpec QUESTION = QuerySpec.DEFAULT.withMinEvents(10);

    /** Log-normal values of three groups, over the hours of a day. */
    private static InMemoryEventScan day(int rows, long seed) {
        Random random = new Random(seed);
        InMemoryEventScan scan = new InMemoryEventScan(100);
        for (int i = 0; i < rows; i++) {
            double value = Math.exp(4 + 0.6 * random.nextGaussian());
            scan.add(
                    "f",
                    new InMemoryEventScan.Row(
                            START.plusSeconds(86_400L * i / rows), value, List.of("g" + i % 3), 7, i));
        }
        return scan;
    }

    private static DaySummary summarise(InMemoryEventScan scan) {
        return DaySummary.of(scan, DAY, scan.hours(), QUESTION);
    }

    private static FastQuery.Answer ask(InMemoryEventScan scan, QuerySpec spec, List<String> refused) {
        return FastQuery.run(scan, spec, Runnable::run, 1 << 30, (day, damage) -> refused.add(day + " " + damage));
    }

    private static FastQuery.Answer ask(InMemoryEventScan scan, QuerySpec spec) {
        List<String> refused = new ArrayList<>();
        FastQuery.Answer answer = ask(scan, spec, refused);
        assertThat(refused).isEmpty();
        return answer;
    }

    @Test
    void answersFromTheSummaryWithoutReadingARow() {
        InMemoryEventScan rows = day(30_000, 1);
        QueryResult exact = ScanQuery.run(rows, QUESTION.withExact(true));
        InMemoryEventScan scan = day(30_000, 1);
        scan.setSummary(DAY, summarise(rows).toBytes());

        FastQuery.Answer answer = ask(scan, QUESTION);

        assertThat(answer.summarised()).isEqualTo(1);
        assertThat(scan.reads()).isEmpty();
        assertThat(answer.result().scan().filesRead()).isZero();
        assertThat(answer.result().rows()).hasSameSizeAs(exact.rows()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            QueryRow fast = answer.result().rows().get(i);
            QueryRow slow = exact.rows().get(i);
            assertThat(fast.by()).isEqualTo(slow.by());
            assertThat(fast.events()).isEqualTo(slow.events());
            assertThat(fast.mean()).isEqualTo(slow.mean());
            assertThat(fast.stddev()).isEqualTo(slow.stddev());
            assertThat((double) fast.kept()).isCloseTo(slow.kept(), within(0.001 * slow.kept()));
        }
    }

    @Test
    void answersGroupsWhoseValuesAreFurtherApartThanAnyDouble() {
        InMemoryEventScan scan = new InMemoryEventScan(100);
        for (int i = 0; i < 20; i++) {
            double value = i % 4 == 0 ? 1.79e308 : -1.79e308;
            scan.add("f", new InMemoryEventScan.Row(START, i < 16 ? value : -value, List.of("far"), 7, i));
        }
        scan.setSummary(DAY, summarise(scan).toBytes());
        for (OutlierRule rule :
                List.of(new OutlierRule.Sigma(3), new OutlierRule.Percentile(0.1, 0.9), new OutlierRule.Iqr(0.01))) {
            FastQuery.Answer answer = ask(scan, QUESTION.withOutliers(rule));
            assertThat(answer.summarised()).isEqualTo(1);
            assertThat(answer.result().rows()).hasSize(1);
        }
    }

    /** The bound that users are told. */
    @Property(tries = 40)
    void quantilesOfLogNormalValuesAreWithinTheBound(
            @ForAll Random random, @ForAll @IntRange(min = 20, max = 100) int size) {
        double[] values = new double[size * 1000];
        Arrays.setAll(values, i -> Math.exp(4 + 0.6 * random.nextGaussian()));
        Arrays.sort(values);
        List<QuantileSketch> hours = new ArrayList<>();
        double[][] parts = new double[24][values.length / 24 + 1];
        int[] counts = new int[24];
        for (int i = 0; i < values.length; i++) {
            parts[i % 24][counts[i % 24]++] = values[i];
        }
        for (int hour = 0; hour < 24; hour++) {
            hours.add(QuantileSketch.ofSorted(parts[hour], 0, counts[hour]));
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1));
        Interval kept = new Interval(mean - 3 * deviation, mean + 3 * deviation);

        KeptValues exact = KeptValues.exactly(values, kept, List.of(0.5, 0.95));
        KeptValues fast = TruncatedSketch.of(QuantileSketch.merge(hours), kept, List.of(0.5, 0.95));

        double bound = Double.parseDouble(FastQuery.USUAL_ERROR_PERCENT) / 100;
        for (int i = 0; i < 2; i++) {
            double expected = exact.quantiles().get(i);
            assertThat(fast.quantiles().get(i)).isCloseTo(expected, within(bound * expected));
        }
        assertThat((double) fast.count()).isCloseTo(exact.count(), within(0.001 * exact.count()));
    }

    @Test
    void aSummaryIsTheSameWhateverTheFiles() {
        InMemoryEventScan one = day(3000, 2);
        InMemoryEventScan two = new InMemoryEventScan(7);
        Random random = new Random(2);
        for (int i = 0; i < 3000; i++) {
            double value = Math.exp(4 + 0.6 * random.nextGaussian());
            two.add(
                    "f" + i % 5,
                    new InMemoryEventScan.Row(
                            START.plusSeconds(86_400L * i / 3000), value, List.of("g" + i % 3), 7, i));
        }
        assertThat(summarise(two).toBytes()).isEqualTo(summarise(one).toBytes());
    }

    @Test
    void readsRowsForWhatASummaryCannotAnswer() {
        InMemoryEventScan scan = day(3000, 3);
        scan.setSummary(DAY, summarise(scan).toBytes());
        for (QuerySpec spec : List.of(
                QUESTION.withField("value"),
                QUESTION.withBy(List.of("status")),
                QUESTION.withId("other"),
                QUESTION.withExact(true),
                QUESTION.withDistributions(true))) {
            assertThat(ask(scan, spec).summarised()).as(spec.toString()).isZero();
        }
        assertThat(ask(scan, QUESTION.withDistinct(true)).summarised()).isEqualTo(1);
        QueryResult nobody = ask(scan, QUESTION.withMinEvents(2000)).result();
        assertThat(nobody.rows()).isEmpty();
        assertThat(ResultNotes.of(nobody))
                .contains("No group qualified of 3 groups with 3000 events;"
                        + " --min-events is 2000, --verbose says more");
    }

    @Test
    void readsRowsOfDaysThatAreNotThoseOfTheSummary() {
        InMemoryEventScan scan = day(3000, 4);
        scan.setSummary(DAY, summarise(scan).toBytes());
        assertThat(ask(scan, QUESTION.withZone(ZoneOffset.ofHours(5))).summarised())
                .isZero();
        InMemoryEventScan other = day(3000, 4);
        DaySummary own = summarise(other);
        other.setSummary(
                DAY,
                new DaySummary(DAY.plusDays(1), own.field(), own.by(), own.id(), own.rows(), own.groups()).toBytes());
        assertThat(ask(other, QUESTION).summarised()).isZero();
    }

    @Test
    void refusesADamagedSummaryAndReadsTheRows() {
        byte[] good = summarise(day(3000, 5)).toBytes();
        QueryResult expected = ScanQuery.run(day(3000, 5), QUESTION);
        for (int at = 0; at < good.length; at += 97) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            assertRefused(bad, expected);
        }
        assertRefused(new byte[0], expected);
        assertRefused(Arrays.copyOf(good, good.length / 2), expected);
    }

    /** The checksum is right, since whoever wrote these meant it. */
    @Test
    void refusesHostileSummaries() {
        byte[] good = summarise(day(3000, 6)).toBytes();
        QueryResult expected = ScanQuery.run(day(3000, 6), QUESTION);
        ByteBuffer bytes = ByteBuffer.wrap(good);
        int field = 16;
        for (int lengthAt : new int[] {field, field + 4 + bytes.getInt(field)}) {
            assertRefused(resealed(good, lengthAt, Integer.MAX_VALUE), expected);
            assertRefused(resealed(good, lengthAt, -1), expected);
        }
        for (int at = 4; at + 8 < good.length - 4 && at < 2000; at++) {
            for (double evil : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
                byte[] bad = good.clone();
                ByteBuffer.wrap(bad).putDouble(at, evil);
                assertSane(resealed(bad, 0, bytes.getInt(0)));
            }
            byte[] bad = good.clone();
            ByteBuffer.wrap(bad).putLong(at, -5);
            assertSane(resealed(bad, 0, bytes.getInt(0)));
        }
    }

    private static byte[] resealed(byte[] bytes, int at, int value) {
        byte[] sealed = bytes.clone();
        ByteBuffer buffer = ByteBuffer.wrap(sealed).putInt(at, value);
        CRC32C checksum = new CRC32C();
        checksum.update(sealed, 0, sealed.length - 4);
        buffer.putInt(sealed.length - 4, (int) checksum.getValue());
        return sealed;
    }

    private static void assertRefused(byte[] bytes, QueryResult expected) {
        InMemoryEventScan scan =
                day((int) expected.rows().stream().mapToLong(QueryRow::events).sum(), 0);
        assertThatThrownBy(() -> DaySummary.fromBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
        scan.setSummary(DAY, bytes);
        List<String> refused = new ArrayList<>();
        FastQuery.Answer answer = ask(scan, QUESTION, refused);
        assertThat(answer.summarised()).isZero();
        assertThat(answer.result().rows()).hasSameSizeAs(expected.rows());
        assertThat(refused).singleElement().asString().startsWith(DAY.toString());
    }

    /** Refused, or with numbers that can be answered with. */
    private static void assertSane(byte[] bytes) {
        DaySummary summary;
        try {
            summary = DaySummary.fromBytes(bytes);
        } catch (IllegalArgumentException refused) {
            return;
        }
        for (DaySummary.Group group : summary.groups()) {
            assertThat(group.moments().mean()).isFinite();
            assertThat(group.sketch().quantile(0.95))
                    .isBetween(group.moments().min(), group.moments().max());
            assertThat(group.distinct()).isBetween(1L, group.moments().count());
        }
    }
}
