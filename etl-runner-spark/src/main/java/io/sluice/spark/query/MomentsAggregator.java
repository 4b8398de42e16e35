package io.sluice.spark.query;

import io.sluice.core.statistics.Moments;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/** Adds the moments of hours up, all of them in their form as bytes. They are exact: order and grouping do not show. */
final class MomentsAggregator extends Aggregator<byte[], byte[], byte[]> {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] zero() {
        return new Moments().toBytes();
    }

    /** Null is the moments of nothing. */
    @Override
    public byte[] reduce(byte[] sum, byte[] hour) {
        return hour == null ? sum : merge(sum, hour);
    }

    @Override
    public byte[] merge(byte[] left, byte[] right) {
        Moments sum = Moments.fromBytes(left);
        sum.add(Moments.fromBytes(right));
        return sum.toBytes();
    }

    @Override
    public byte[] finish(byte[] sum) {
        return sum;
    }

    @Override
    public Encoder<byte[]> bufferEncoder() {
        return Encoders.BINARY();
    }

    @Override
    public Encoder<byte[]> outputEncoder() {
        return Encoders.BINARY();
    }
}
