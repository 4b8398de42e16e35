package io.sluice.core.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Records;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.Test;

class TumblingWindowsTest {
    private static final long MINUTE = 60_000_000L;
    /** 2026-01-05T07:08:00Z */
    private static final long BASE = 1_767_596_880_000_000L;

    private final TumblingWindows windows =
            new TumblingWindows(PipelineSpec.builtIn().windows());

    @Test
    void startIsIncludedAndEndIsNot() {
        addAll(List.of(
                event("07:08:00.000000", "light", 1),
                event("07:08:59.999999", "light", 2),
                event("07:09:00", "light", 3)));

        List<WindowRow> rows = windows.close(BASE + MINUTE);

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).start()).isEqualTo(BASE);
        assertThat(rows.get(0).end()).isEqualTo(BASE + MINUTE);
        assertThat(rows.get(0).by()).containsExactly("light");
        assertThat(rows.get(0).aggregates().get(0)).isEqualTo(2L);
        assertThat(windows.open()).isEqualTo(1);
    }

    @Test
    void aWindowClosesWhenTheWatermarkReachesItsEndAndOnlyOnce() {
        addAll(List.of(event("07:08:00", "light", 1)));

        assertThat(windows.hasClosedBy(BASE + MINUTE - 1)).isFalse();
        assertThat(windows.close(BASE + MINUTE - 1)).isEmpty();
        assertThat(windows.close(BASE + MINUTE)).hasSize(1);
        assertThat(windows.close(BASE + 10 * MINUTE)).isEmpty();
    }

    @Test
    void theStandardDeviationOfOneRowIsNull() {
        addAll(List.of(event("07:08:00", "light", 5)));

        assertThat(windows.close(BASE + MINUTE).get(0).aggregates()).containsExactly(1L, 5.0, null, 5.0, 5.0, 27.99);
    }

    @Test
    void aSumOrDeviationBeyondAllDoublesIsNull() {
        EventSchema schema = EventSchema.builtIn();
        List<Aggregate> aggregates = Aggregate.parseList(
                "sum(value) as total, stddev(value) as spread, avg(value) as mean, max(value) as greatest", schema);
        assertThat(aggregates).extracting(Aggregate::isOptional).containsExactly(true, true, false, false);
        TumblingWindows far = new TumblingWindows(
                new WindowSpec(Duration.ofMinutes(1), List.of(schema.field("device_type")), aggregates));
        EventBatch batch = Records.decode(
                huge("temperature", "1.7e308"),
                huge("temperature", "1.7e308"),
                huge("light", "1.7e308"),
                huge("light", "-1.7e308"));
        far.add(batch, new int[] {0, 1, 2, 3}, 4);

        assertThat(far.close(BASE + MINUTE))
                .extracting(WindowRow::aggregates)
                .containsExactly(Arrays.asList(0.0, null, 0.0, 1.7e308), Arrays.asList(null, 0.0, 1.7e308, 1.7e308));
    }

    private static String huge(String type, String value) {
        return event("07:08:00", type, 1).replace("27.99", value);
    }

    @Test
    void partsMergedInAnyOrderAreTheWhole() {
        Random random = new Random(7);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String time = "07:%02d:30".formatted(8 + random.nextInt(3));
            events.add(event(
                    time, List.of("light", "motion", "pressure").get(random.nextInt(3)), random.nextInt(999) / 7));
        }
        List<TumblingWindows> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parts.add(new TumblingWindows(PipelineSpec.builtIn().windows()));
        }
        for (int i = 0; i < events.size(); i++) {
            addAll(parts.get(random.nextInt(4)), List.of(events.get(i)));
        }
        addAll(events);
        TumblingWindows merged = new TumblingWindows(PipelineSpec.builtIn().windows());
        Collections.shuffle(parts, random);
        parts.forEach(part -> merged.merge(part.toBytes()));

        assertThat(merged.open()).isEqualTo(3);
        assertThat(merged.close(Long.MAX_VALUE)).isEqualTo(windows.close(Long.MAX_VALUE));
    }

    @Test
    void rowsAddedTogetherAreRowsAddedOneByOne() {
        Random random = new Random(11);
        TumblingWindows oneByOne = new TumblingWindows(PipelineSpec.builtIn().windows());
        List<String> types = List.of("light", "motion", "pressure", "humidity");
        for (int round = 0; round < 20; round++) {
            String[] events = new String[30];
            for (int i = 0; i < events.length; i++) {
                // More windows than are kept at hand, and codes that stand for another value in every batch.
                String time = "07:%02d:%02d".formatted(8 + random.nextInt(5), random.nextInt(60));
                events[i] = event(time, types.get(random.nextInt(4)), random.nextInt(999) / 8.0);
            }
            EventBatch batch = Records.decode(events);
            int[] selected = IntStream.range(0, batch.rows())
                    .filter(row -> random.nextInt(3) > 0)
                    .toArray();
            int count = Math.max(0, selected.length - random.nextInt(3));
            windows.add(batch, selected, count);
            for (int i = 0; i < count; i++) {
                oneByOne.add(batch, selected[i]);
            }
        }

        assertThat(windows.takeEventsByGroup()).isEqualTo(oneByOne.takeEventsByGroup());
        assertThat(windows.close(Long.MAX_VALUE)).hasSize(20).isEqualTo(oneByOne.close(Long.MAX_VALUE));
    }

    @Test
    void bytesOfSomethingElseAreRefused() {
        assertThatThrownBy(() -> windows.merge(new byte[] {0, 0, 0, 1, 7}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 bytes");
    }

    @Test
    void aggregatesAgreeWithCommonsMathAndDoNotDependOnOrder() {
        Random random = new Random(5);
        SummaryStatistics expected = new SummaryStatistics();
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            double duration = random.nextInt(1_000_000) / 1000.0;
            expected.addValue(duration);
            events.add(event("07:08:30", "light", duration));
        }
        addAll(events);
        List<Object> first = windows.close(BASE + MINUTE).get(0).aggregates();
        Collections.shuffle(events, random);
        addAll(events);
        List<Object> second = windows.close(BASE + MINUTE).get(0).aggregates();

        assertThat(second).isEqualTo(first);
        assertThat((double) first.get(1)).isCloseTo(expected.getMean(), org.assertj.core.data.Offset.offset(1e-10));
        assertThat((double) first.get(2))
                .isCloseTo(expected.getStandardDeviation(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(first.get(3)).isEqualTo(expected.getMin());
        assertThat(first.get(4)).isEqualTo(expected.getMax());
    }

    @Test
    void eventsAreCountedByGroupAcrossWindowsSinceTheLastTime() {
        addAll(List.of(event("07:08:00", "light", 1), event("07:09:00", "light", 1), event("07:09:00", "motion", 1)));
        assertThat(windows.takeEventsByGroup()).isEqualTo(Map.of("light", 2L, "motion", 1L));
        assertThat(windows.takeEventsByGroup()).isEmpty();

        addAll(List.of(event("07:09:01", "light", 1)));
        windows.close(BASE + 2 * MINUTE);
        assertThat(windows.takeEventsByGroup()).isEqualTo(Map.of("light", 1L));
    }

    @Test
    void groupsThatAreTooManyOrHaveLongNamesAreCountedTogether() {
        GroupTallies tallies = new GroupTallies();
        for (int i = 0; i < GroupTallies.MOST_VALUES + 20; i++) {
            tallies.of(List.of("group " + i)).events++;
        }
        tallies.of(List.of("x".repeat(1000))).events++;
        tallies.of(Collections.singletonList(null)).events++;

        Map<String, Long> counts = tallies.take();

        assertThat(counts).hasSize(GroupTallies.MOST_VALUES + 1).containsEntry("group 0", 1L);
        assertThat(counts.get("other")).isEqualTo(22);
    }

    @Test
    void groupsWithoutFieldOrValueHaveNames() {
        GroupTallies tallies = new GroupTallies();
        tallies.of(List.of()).events++;
        tallies.of(Collections.singletonList(null)).events += 2;

        assertThat(tallies.take()).isEqualTo(Map.of("all", 1L, "none", 2L));
    }

    @Test
    void groupsBySeveralColumnsOrNone() {
        EventSchema schema = EventSchema.builtIn();
        WindowSpec two = new WindowSpec(
                Duration.ofMinutes(1),
                List.of(schema.field("metadata.location"), schema.field("device_type")),
                Aggregate.parseList("count(value) as n", schema));
        WindowSpec none = new WindowSpec(Duration.ofMinutes(1), List.of(), two.aggregates());
        TumblingWindows byTwo = new TumblingWindows(two);
        TumblingWindows byNone = new TumblingWindows(none);
        EventBatch batch = Records.decode(
                event("07:08:00", "light", 1), event("07:08:01", "motion", 1), event("07:08:02", "light", 2));
        byTwo.add(batch, new int[] {0, 1, 2}, 3);
        byNone.add(batch, new int[] {0, 1, 2}, 3);

        assertThat(byTwo.close(BASE + MINUTE))
                .extracting(WindowRow::by)
                .containsExactly(List.of("zone-B", "light"), List.of("zone-B", "motion"));
        assertThat(byNone.close(BASE + MINUTE))
                .extracting(WindowRow::aggregates)
                .containsExactly(List.of(3L));
    }

    @Test
    void aggregatesThatMakeNoSenseAreRefusedWithTheReason() {
        EventSchema schema = EventSchema.builtIn();

        assertThatThrownBy(() -> Aggregate.parse("avg(status) as x", schema)).hasMessageContaining("not a number");
        assertThatThrownBy(() -> Aggregate.parse("avg(nothing) as x", schema)).hasMessageContaining("event_duration");
        assertThatThrownBy(() -> Aggregate.parse("median(value) as x", schema)).hasMessageContaining("stddev");
        assertThatThrownBy(() -> Aggregate.parse("avg(value)", schema)).hasMessageContaining("fn(field) as name");
        assertThatThrownBy(() -> Aggregate.parse("sum(*) as x", schema)).hasMessageContaining("count(*)");
    }

    private void addAll(List<String> events) {
        addAll(windows, events);
    }

    private static void addAll(TumblingWindows windows, List<String> events) {
        EventBatch batch = Records.decode(events.toArray(String[]::new));
        assertThat(batch.rejections()).isEmpty();
        windows.add(batch, IntStream.range(0, batch.rows()).toArray(), batch.rows());
    }

    private static String event(String time, String type, double duration) {
        return Records.GOOD
                .replace("07:08:09.123456", time)
                .replace("humidity", type)
                .replace("23.434", Double.toString(duration));
    }
}
