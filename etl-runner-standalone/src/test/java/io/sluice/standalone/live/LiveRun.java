package io.sluice.standalone.live;

import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.PipelineMetrics.BatchRead;
import io.sluice.core.port.PipelineMetrics.Intake;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import io.sluice.core.window.WindowRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Moments of a run that tests tell a {@link LiveState}. */
final class LiveRun {
    static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
    static final LivePage.About ABOUT = new LivePage.About(
            "iot-events",
            "s3a://lake",
            List.of("device_type", "event_count", "avg_duration"),
            1,
            0,
            "Windows come late.",
            List.of(
                    new LivePage.Setting("kafka.sasl.password", "****", "SLUICE_KAFKA_SASL_PASSWORD (environment)"),
                    new LivePage.Setting("source.topic", "iot-events", "default")));

    private static final long MINUTE = 60_000_000L;

    private LiveRun() {}

    /** Of 10 records each 5 are events, 2 duplicates, 1 late, 2 rejected. */
    static CommitRecord record(long number, long from, long records) {
        PartitionCounts counts = new PartitionCounts(
                from,
                from + records,
                Map.of(
                        RecordCounter.RECORDS,
                        records,
                        RecordCounter.EVENTS,
                        records / 2,
                        RecordCounter.DUPLICATES,
                        records / 5,
                        RecordCounter.CONFLICTING,
                        records / 10,
                        RecordCounter.LATE,
                        records / 10),
                Map.of("empty", records / 10, "malformed_json", records / 10));
        return CommitRecord.numbered(number)
                .writer("writer")
                .time(NOW)
                .source(new SourceIdentity("iot-events", "id"))
                .partitions(Map.of(0, new PartitionState(from + records, 0)))
                .watermark(0)
                .recoverFrom(1)
                .added(List.of(new DataFile(Table.EVENTS, "staged", "path", records, 1_000, "00000000", 0, 0)))
                .counts(Map.of(0, counts))
                .schema("hash")
                .build();
    }

    static void commit(LiveState state, long number, long from, long records) {
        state.recordsRead(new BatchRead(0, from + records, records, 999, 0));
        state.committed(record(number, from, records), Duration.ofMillis(40));
    }

    static Rejection rejection(RejectionReason reason, String detail, String payload) {
        byte[] bytes = payload == null ? null : payload.getBytes(StandardCharsets.UTF_8);
        return new Rejection(reason, "", detail, 0, 7, 0, bytes, bytes == null ? 0 : bytes.length);
    }

    /** Rows of the windows that begin in these minutes. */
    static Intake windows(int firstMinute, int windows, String... groups) {
        List<WindowRow> rows = new ArrayList<>();
        for (int minute = firstMinute; minute < firstMinute + windows; minute++) {
            for (String group : groups) {
                rows.add(new WindowRow(
                        minute * MINUTE, (minute + 1) * MINUTE, List.of(group), List.of(100L + minute, 12.5)));
            }
        }
        return new Intake(Map.of(), rows);
    }
}
