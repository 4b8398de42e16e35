package io.sluice.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * One copy of a rejected record: its key and value as they were, and headers that say why it was rejected and where it
 * came from, as text in UTF-8.
 *
 * @param key as it was; null where there was none, or where it is left out
 * @param value as it was, cut as in {@code rejected/}; null where there was none, or where it is left out
 */
record DeadLetter(byte[] key, byte[] value, List<Header> headers) {
    static final String REASON = "sluice-reason";
    static final String FIELD = "sluice-field";
    static final String DETAIL = "sluice-detail";
    static final String TOPIC = "sluice-source-topic";
    static final String PARTITION = "sluice-source-partition";
    static final String OFFSET = "sluice-source-offset";
    /** Milliseconds since the epoch; not there where the record has no time. */
    static final String TIME = "sluice-source-time";
    /** The length of the value in the source. */
    static final String BYTES = "sluice-source-bytes";
    /** What the topic has no room for. */
    static final String LEFT_OUT = "sluice-left-out";

    static DeadLetter of(Rejection rejection, String source) {
        List<Header> headers = new ArrayList<>();
        add(headers, REASON, rejection.reason().label());
        add(headers, FIELD, rejection.field());
        add(headers, DETAIL, rejection.detail());
        add(headers, TOPIC, source);
        add(headers, PARTITION, Integer.toString(rejection.partition()));
        add(headers, OFFSET, Long.toString(rejection.offset()));
        if (rejection.recordTime() != RecordBatch.NO_TIME) {
            add(headers, TIME, Long.toString(rejection.recordTime()));
        }
        add(headers, BYTES, Long.toString(rejection.payloadBytes()));
        return new DeadLetter(rejection.key(), rejection.payload(), headers);
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(new RecordHeader(name, value.getBytes(UTF_8)));
    }

    /** The letter without its value, or without its key too; null when there is nothing left to leave out. */
    DeadLetter smaller() {
        if (value != null) {
            return new DeadLetter(key, null, with("value"));
        }
        return key == null ? null : new DeadLetter(null, null, with("value, key"));
    }

    private List<Header> with(String leftOut) {
        List<Header> more = new ArrayList<>(headers);
        more.removeIf(header -> header.key().equals(LEFT_OUT));
        add(more, LEFT_OUT, leftOut);
        return more;
    }

    /** As it is sent: with the time of sending, so that retention counts from now and not from the record's time. */
    ProducerRecord<byte[], byte[]> to(String topic) {
        return new ProducerRecord<>(topic, null, null, key, value, headers);
    }
}
