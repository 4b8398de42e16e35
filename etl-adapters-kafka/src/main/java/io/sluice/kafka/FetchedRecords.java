package io.sluice.kafka;

import io.sluice.core.event.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Cuts what the consumer fetched of one source partition into batches of bounded size, without copying values.
 *
 * <p>A value is a slice of the array that the client read it into: the answer of the broker, or for compressed records
 * an array of the record's own. The client allocates both on the heap for one use and never writes to them again
 * (kafka-clients 4.4: {@code MemoryPool.NONE} for answers, {@code DefaultRecord.readFrom} for compressed records), so
 * the slices may outlive the poll. They keep the whole answer in memory, which {@code fetch.max.bytes} bounds.
 */
final class FetchedRecords {
    private FetchedRecords() {}

    /**
     * Hands out the records as batches in order, the last of which ends at {@code next}.
     *
     * @param next the consumer's position after these records, past markers and aborted records that follow them
     */
    static void cut(
            int partition,
            List<ConsumerRecord<byte[], ByteBuffer>> records,
            long next,
            int maxRecords,
            int maxBytes,
            Consumer<RecordBatch> batches) {
        int from = 0;
        while (from < records.size()) {
            RecordBatch batch = new RecordBatch(partition, Math.min(records.size() - from, maxRecords));
            from = fill(batch, records, from, maxRecords, maxBytes);
            if (from == records.size()) {
                batch.skipTo(next);
            }
            batches.accept(batch);
        }
    }

    /** Adds records until the batch is full, and returns the index of the first left over. */
    private static int fill(
            RecordBatch batch,
            List<ConsumerRecord<byte[], ByteBuffer>> records,
            int from,
            int maxRecords,
            int maxBytes) {
        int i = from;
        while (i < records.size() && batch.size() < maxRecords) {
            ConsumerRecord<byte[], ByteBuffer> record = records.get(i);
            ByteBuffer value = record.value();
            boolean fits = value == null || batch.size() == 0 || batch.bytes() + value.remaining() <= maxBytes;
            if (!fits) {
                break;
            }
            add(batch, record.offset(), record.timestamp(), value);
            if (record.key() != null) {
                batch.setKey(record.key());
            }
            i++;
        }
        return i;
    }

    private static void add(RecordBatch batch, long offset, long timestamp, ByteBuffer value) {
        long time = timestamp < 0 ? RecordBatch.NO_TIME : timestamp;
        if (value == null) {
            batch.add(offset, time, null, 0, 0);
        } else if (value.hasArray()) {
            batch.add(offset, time, value.array(), value.arrayOffset() + value.position(), value.remaining());
        } else {
            byte[] copy = new byte[value.remaining()];
            value.duplicate().get(copy);
            batch.add(offset, time, copy, 0, copy.length);
        }
    }

    /** Leaves keys unread: they decide the source partition, which is known. */
    static final class KeyIgnored implements Deserializer<byte[]> {
        @Override
        public byte[] deserialize(String topic, byte[] data) {
            return null;
        }

        @Override
        public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
            return null;
        }
    }
}
