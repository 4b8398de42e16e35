package io.sluice.lake.replay;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.lake.scan.RejectedRows;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** Decodes the payloads of rejected records once more, and sorts them. One thread. */
final class RejectedPayloads implements RejectedRows.Rows {
    private static final int BATCH_RECORDS = 1_000;
    private static final long BATCH_BYTES = 4 << 20;

    private final EventDecoder decoder;
    private final EventBatch decoded;
    private final LongPredicate wanted;
    private final ReplayCandidates candidates;
    private final Map<String, Long> invalid = new TreeMap<>();
    private RecordBatch records = new RecordBatch(0, 1);
    private long filedTime;
    private long count;
    private long cut;

    /**
     * @param decoded takes what is decoded, again and again
     * @param wanted of the records' times in microseconds since the epoch, or those they are filed by
     * @param candidates get what is valid now
     */
    RejectedPayloads(EventDecoder decoder, EventBatch decoded, LongPredicate wanted, ReplayCandidates candidates) {
        this.decoder = decoder;
        this.decoded = decoded;
        this.wanted = wanted;
        this.candidates = candidates;
    }

    /** Says by which time the next rows are filed that have no plausible one; microseconds since the epoch. */
    void filedBy(long time) {
        filedTime = time;
    }

    @Override
    public void row(int partition, long offset, long time, byte[] payload, long payloadBytes) {
        if (!wanted.test(RecordBatch.isPlausible(time) ? time * 1000 : filedTime)) {
            return;
        }
        count++;
        int length = payload == null ? 0 : payload.length;
        if (length < payloadBytes) {
            cut++;
            return;
        }
        boolean follows = partition == records.partition() && offset >= records.nextOffset();
        if (!follows || records.size() >= BATCH_RECORDS || records.bytes() + length > BATCH_BYTES) {
            decode();
            records = new RecordBatch(partition, BATCH_RECORDS);
        }
        records.add(offset, time, payload, 0, length);
    }

    /** Decodes what has not been yet. */
    void decode() {
        if (records.size() == 0) {
            return;
        }
        decoder.decode(records, decoded);
        for (int row = 0; row < decoded.rows(); row++) {
            candidates.add(decoded, row);
        }
        for (Rejection rejection : decoded.rejections()) {
            invalid.merge(rejection.reason().label(), 1L, Long::sum);
        }
        records = new RecordBatch(records.partition(), 1);
    }

    /** Records looked at. */
    long count() {
        return count;
    }

    /** Those of them whose payload is cut. */
    long cut() {
        return cut;
    }

    /** Those of them that are invalid, by reason label. */
    Map<String, Long> invalid() {
        return invalid;
    }
}
