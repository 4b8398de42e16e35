package io.sluice.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.ReferenceDecoder.Decoded;
import io.sluice.core.conformance.ReferenceDecoder.Event;
import io.sluice.core.conformance.ReferenceDecoder.Rejected;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.pipeline.PipelineSpec;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder against the reference, record by record. */
class DecoderConformanceTest {
    private final PipelineSpec hostile =
            HostileLog.of(HostileLog.Options.standard().withRecords(0)).spec();
    private final OracleDecoder oracle = new OracleDecoder(hostile);
    private final JsonEventDecoder decoder =
            new JsonEventDecoder(hostile.schema(), hostile.roles(), hostile.maxRecordBytes(), hostile.maxFuture());
    private final EventBatch batch = new EventBatch(hostile.schema(), hostile.roles(), 16);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void decodesHostileLogsAsTheReferenceDoes(boolean lines) {
        HostileLog log =
                HostileLog.of(HostileLog.Options.standard().withLines(lines).withRecords(3000));
        PipelineSpec spec = log.spec();
        ReferenceDecoder reference = new ReferenceDecoder(spec);
        for (int partition = 0; partition < HostileLog.PARTITIONS; partition++) {
            decoder.decode(log.batch(partition), batch);
            Map<Long, String> decoded = rows(batch);
            for (LogRecord each : log.partitions().get(partition)) {
                assertThat(decoded.get(each.offset()))
                        .as(() -> "offset " + each.offset() + ": " + text(each.value()))
                        .isEqualTo(row(partition, each, reference.decode(each.value(), each.timestamp())));
            }
        }
    }

    @Test
    void decodesOrdersAsTheReferenceDoes() {
        List<LogRecord> orders = Orders.records();
        PipelineSpec spec = Orders.spec();
        ReferenceDecoder reference = new ReferenceDecoder(spec);
        EventBatch batch = new EventBatch(spec.schema(), spec.roles(), 16);
        new JsonEventDecoder(spec.schema(), spec.roles(), spec.maxRecordBytes(), spec.maxFuture())
                .decode(Orders.batch(), batch);
        Map<Long, String> decoded = rows(batch);
        for (LogRecord each : orders) {
            assertThat(decoded.get(each.offset()))
                    .as(() -> text(each.value()))
                    .isEqualTo(row(0, each, reference.decode(each.value(), each.timestamp())));
        }
    }

    /** Any bytes: the decoder, the reference and a validator of JSON Schema have to agree. */
    @Property(
            tries = 3_000,
            seed = "8510130501233021006",
            edgeCases = EdgeCasesMode.NONE,
            shrinking = ShrinkingMode.BOUNDED)
    void decodesAnyRecordAsTheOracleDoes(@ForAll("records") byte[] record) {
        LogRecord only = new LogRecord(0, RecordBatch.NO_TIME, record);
        RecordBatch records = new RecordBatch(0, 1);
        records.add(0, RecordBatch.NO_TIME, record, 0, record.length);

        decoder.decode(records, batch);

        assertThat(rows(batch).get(0L)).as(() -> text(record)).isEqualTo(row(0, only, oracle.decode(record)));
    }

    @Provide
    Arbitrary<byte[]> records() {
        return JsonArbitraries.records();
    }

    private static Map<Long, String> rows(EventBatch batch) {
        Map<Long, String> rows = new HashMap<>();
        for (int row = 0; row < batch.rows(); row++) {
            rows.put(batch.offset(row), batch.eventTime(row) + " " + Canonical.event(batch, row));
        }
        for (Rejection rejection : batch.rejections()) {
            assertThat(rejection.detail()).isNotBlank().doesNotContain("\n");
            rows.put(rejection.offset(), Canonical.rejected(rejection));
        }
        return rows;
    }

    private static String row(int partition, LogRecord record, Decoded decoded) {
        if (decoded instanceof Event event) {
            return event.time() + " " + Canonical.event(partition, record.offset(), event.values());
        }
        Rejected rejected = (Rejected) decoded;
        return Canonical.rejected(partition, record.offset(), rejected.reason().label(), rejected.pointer());
    }

    private static String text(byte[] value) {
        return value == null ? "null" : new String(value, 0, Math.min(value.length, 400), StandardCharsets.ISO_8859_1);
    }
}
