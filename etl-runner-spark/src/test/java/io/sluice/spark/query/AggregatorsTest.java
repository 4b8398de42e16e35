package io.sluice.spark.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.expressions.Aggregator;
import org.junit.jupiter.api.Test;

/** Spark adds hours to any number of buffers, and merges these in any order: none of it may show. */
class AggregatorsTest {
    @Property(tries = 200)
    void momentsDoNotShowTheOrder(@ForAll("hours") List<double[]> hours, @ForAll @IntRange(max = 5) int buffers) {
        List<byte[]> parts = new ArrayList<>();
        Moments all = new Moments();
        for (double[] hour : hours) {
            parts.add(Moments.of(hour).toBytes());
            all.add(Moments.of(hour));
        }
        assertThat(aggregate(new MomentsAggregator(), parts, buffers)).isEqualTo(all.toBytes());
    }

    @Property(tries = 200)
    void sketchesDoNotShowTheOrder(@ForAll("hours") List<double[]> hours, @ForAll @IntRange(max = 5) int buffers) {
        List<byte[]> parts = new ArrayList<>();
        List<QuantileSketch> sketches = new ArrayList<>();
        for (double[] hour : hours) {
            Arrays.sort(hour);
            sketches.add(QuantileSketch.ofSorted(hour, 0, hour.length));
            parts.add(sketches.get(sketches.size() - 1).toBytes());
        }
        assertThat(aggregate(new SketchAggregator(), parts, buffers))
                .isEqualTo(QuantileSketch.merge(sketches).toBytes());
    }

    @Provide
    Arbitrary<List<double[]>> hours() {
        return Arbitraries.doubles()
                .between(-1e9, 1e9)
                .array(double[].class)
                .ofMaxSize(40)
                .list()
                .ofMaxSize(12);
    }

    @Test
    void nothingIsAddedByNothing() {
        byte[] moments = Moments.of(new double[] {1, 2}).toBytes();
        assertThat(new MomentsAggregator().reduce(moments, null)).isEqualTo(moments);
        byte[] none = new SketchAggregator().zero();
        assertThat(new SketchAggregator().reduce(none, null)).isEqualTo(none);
        assertThat(new SketchAggregator().finish(none)).isEqualTo(QuantileSketch.EMPTY.toBytes());
    }

    /** Deals the parts out to buffers, and merges the last buffer with the one before, and so on. */
    private static byte[] aggregate(Aggregator<byte[], byte[], byte[]> aggregator, List<byte[]> parts, int others) {
        List<byte[]> buffers = new ArrayList<>();
        for (int i = 0; i <= others; i++) {
            buffers.add(aggregator.zero());
        }
        for (int i = 0; i < parts.size(); i++) {
            int buffer = i * 7 % buffers.size();
            buffers.set(buffer, aggregator.reduce(buffers.get(buffer), parts.get(i)));
        }
        byte[] merged = aggregator.zero();
        for (int i = buffers.size() - 1; i >= 0; i--) {
            merged = aggregator.merge(merged, buffers.get(i));
        }
        return aggregator.finish(merged);
    }
}
