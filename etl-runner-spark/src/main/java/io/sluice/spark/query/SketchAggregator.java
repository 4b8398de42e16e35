package io.sluice.spark.query;

import io.sluice.core.statistics.QuantileSketch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/**
 * Merges the sketches of hours, all of them in their form as bytes. Merged step by step, sketches would show the order
 * of the steps; so they are only gathered, each behind its length, and merged in one go at the end, which sorts them.
 */
final class SketchAggregator extends Aggregator<byte[], byte[], byte[]> {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] zero() {
        return new byte[0];
    }

    /** Null is the sketch of nothing. */
    @Override
    public byte[] reduce(byte[] gathered, byte[] sketch) {
        if (sketch == null) {
            return gathered;
        }
        return ByteBuffer.allocate(gathered.length + Integer.BYTES + sketch.length)
                .put(gathered)
                .putInt(sketch.length)
                .put(sketch)
                .array();
    }

    @Override
    public byte[] merge(byte[] left, byte[] right) {
        return ByteBuffer.allocate(left.length + right.length)
                .put(left)
                .put(right)
                .array();
    }

    @Override
    public byte[] finish(byte[] gathered) {
        List<QuantileSketch> sketches = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(gathered);
        while (bytes.hasRemaining()) {
            byte[] sketch = new byte[bytes.getInt()];
            bytes.get(sketch);
            sketches.add(QuantileSketch.fromBytes(sketch));
        }
        return QuantileSketch.merge(sketches).toBytes();
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
