package io.sluice.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class FetchedRecordsTest {

    @Test
    void aValueIsASliceOfItsArray() {
        byte[] answer = "..value..".getBytes(UTF_8);
        ByteBuffer slice = ByteBuffer.wrap(answer, 1, 7).slice();
        slice.position(1).limit(6);
        RecordBatch batch = cut(List.of(record(4, 77, slice)), 5, 10, 100).get(0);
        assertThat(batch.array(0)).isSameAs(answer);
        assertThat(batch.start(0)).isEqualTo(2);
        assertThat(batch.length(0)).isEqualTo(5);
        assertThat(batch.offset(0)).isEqualTo(4);
        assertThat(batch.time(0)).isEqualTo(77);
        assertThat(batch.partition()).isEqualTo(9);
    }

    @Test
    void aValueOutsideTheHeapIsCopied() {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();
        RecordBatch batch = cut(List.of(record(0, 0, direct)), 1, 10, 100).get(0);
        assertThat(batch.array(0)).containsExactly(1, 2, 3);
    }

    @Test
    void aRecordWithoutValueOrTimeHasNone() {
        RecordBatch batch = cut(List.of(record(0, -1, null)), 1, 10, 100).get(0);
        assertThat(batch.array(0)).isNull();
        assertThat(batch.time(0)).isEqualTo(RecordBatch.NO_TIME);
    }

    @Test
    void batchesAreBoundedByRecords() {
        List<RecordBatch> batches = cut(records(10, 1), 10, 4, 100);
        assertThat(batches).extracting(RecordBatch::size).containsExactly(4, 4, 2);
        assertThat(batches).extracting(RecordBatch::nextOffset).containsExactly(4L, 8L, 10L);
    }

    @Test
    void batchesAreBoundedByBytesButHoldOneRecordAtLeast() {
        List<ConsumerRecord<byte[], ByteBuffer>> records = new ArrayList<>(records(3, 40));
        records.add(record(3, 0, ByteBuffer.allocate(500)));
        records.add(record(4, 0, null));
        List<RecordBatch> batches = cut(records, 5, 10, 100);
        assertThat(batches).extracting(RecordBatch::size).containsExactly(2, 1, 2);
        assertThat(batches).extracting(RecordBatch::bytes).containsExactly(80L, 40L, 500L);
    }

    @Test
    void theLastBatchPassesWhatFollowsTheRecords() {
        List<RecordBatch> batches = cut(records(4, 1), 9, 3, 100);
        assertThat(batches).extracting(RecordBatch::nextOffset).containsExactly(3L, 9L);
    }

    private static List<RecordBatch> cut(
            List<ConsumerRecord<byte[], ByteBuffer>> records, long next, int maxRecords, int maxBytes) {
        List<RecordBatch> batches = new ArrayList<>();
        FetchedRecords.cut(9, records, next, maxRecords, maxBytes, batches::add);
        return batches;
    }

    private static List<ConsumerRecord<byte[], ByteBuffer>> records(int count, int bytes) {
        return IntStream.range(0, count)
                .mapToObj(i -> record(i, 0, ByteBuffer.allocate(bytes)))
                .toList();
    }

    private static ConsumerRecord<byte[], ByteBuffer> record(long offset, long time, ByteBuffer value) {
        return new ConsumerRecord<>(
                "topic",
                9,
                offset,
                time,
                TimestampType.CREATE_TIME,
                0,
                value == null ? -1 : value.remaining(),
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
