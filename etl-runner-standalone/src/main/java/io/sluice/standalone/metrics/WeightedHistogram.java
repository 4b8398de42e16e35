package io.sluice.standalone.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/**
 * A histogram that takes many equal observations at once; the library's own takes them one by one. Not thread-safe.
 */
final class WeightedHistogram extends Collector {
    private final String name;
    private final String help;
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    /** @param bounds upper bounds of the buckets, included, ascending; the last bucket has none */
    WeightedHistogram(String name, String help, double... bounds) {
        this.name = name;
        this.help = help;
        this.bounds = bounds.clone();
        counts = new long[bounds.length + 1];
    }

    void observe(double value, long times) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket] += times;
        sum += value * times;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i];
            String bound = doubleToGoString(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY);
            samples.add(new MetricFamilySamples.Sample(name + "_bucket", List.of("le"), List.of(bound), total));
        }
        samples.add(new MetricFamilySamples.Sample(name + "_count", List.of(), List.of(), total));
        samples.add(new MetricFamilySamples.Sample(name + "_sum", List.of(), List.of(), sum));
        return List.of(new MetricFamilySamples(name, Type.HISTOGRAM, help, samples));
    }
}
