package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Records;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.CapacityException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventFlowTest {
    private final EventFlow flow = new EventFlow(PipelineSpec.builtIn());

    @Test
    void tellsEventsDuplicatesLateAndRejectedRecordsApart() {
        assertThat(flow.accept(bytes(Records.GOOD))).isInstanceOfSatisfying(Outcome.Event.class, event -> {
            assertThat(event.row().time()).isEqualTo(Instant.parse("2026-01-05T07:08:09.123456Z"));
            assertThat(event.row().text("metadata.location")).isEqualTo("zone-B");
            assertThat(event.row().number("event_duration")).isEqualTo(23.434);
        });
        assertThat(flow.accept(bytes(Records.GOOD)))
                .isInstanceOfSatisfying(Outcome.Duplicate.class, copy -> assertThat(copy.conflicting())
                        .isFalse());
        assertThat(flow.accept(bytes(Records.GOOD.replace("27.99", "28"))))
                .isInstanceOfSatisfying(Outcome.Duplicate.class, copy -> assertThat(copy.conflicting())
                        .isTrue());
        assertThat(flow.accept(bytes(at("07:30:00", "1")))).isInstanceOf(Outcome.Event.class);
        assertThat(flow.accept(bytes(at("07:19:59", "2")))).isInstanceOf(Outcome.Late.class);
        assertThat(flow.accept(null)).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> assertThat(
                        rejected.rejection().reason())
                .isEqualTo(RejectionReason.EMPTY));
    }

    @Test
    void givesTheRowsOfClosedWindowsOnce() {
        flow.accept(bytes(at("07:00:30", "1")));
        flow.accept(bytes(at("07:11:00", "2")));

        assertThat(flow.takeClosedWindows()).hasSize(1);
        assertThat(flow.takeClosedWindows()).isEmpty();
        assertThat(flow.drain()).hasSize(1);
        assertThat(flow.accept(bytes(at("07:11:59", "3")))).isInstanceOf(Outcome.Late.class);
    }

    @Test
    void everySourcePartitionHasItsOwnClock() {
        EventFlow two = new EventFlow(PipelineSpec.builtIn(), 2);
        two.accept(0, 0, RecordBatch.NO_TIME, bytes(at("08:00:00", "1")));

        assertThat(two.accept(1, 100, RecordBatch.NO_TIME, bytes(at("07:00:00", "2"))))
                .isInstanceOf(Outcome.Event.class);
    }

    @Test
    void stopsAtTheLimitOfIdsNamingTheHeapItWouldNeed() {
        EventFlow small = new EventFlow(PipelineSpec.builtIn().withMaxIds(1));
        small.accept(bytes(at("07:00:00", "1")));

        assertThatThrownBy(() -> small.accept(bytes(at("07:00:01", "2"))))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("dedup.max-ids")
                .hasMessageContaining("-Xmx");
    }

    private static String at(String time, String idDigit) {
        return Records.GOOD.replace("07:08:09.123456", time).replace("6ec85f1f", "6ec85f1" + idDigit);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
