package io.sluice.app.metrics;

import io.sluice.app.metrics.MetricFamily.Sample;
import io.sluice.app.metrics.MetricFamily.Type;
import java.util.ArrayList;
import java.util.List;

/** Observations by size; many equal ones are counted at once. Not thread-safe. */
final class HistogramMeter {
    private final String name;
    private final String help;
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    /** @param bounds upper bounds of the buckets, included, ascending; the last bucket has none */
    HistogramMeter(String name, String help, double... bounds) {
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

    MetricFamily family() {
        List<Sample> samples = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i];
            String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
            samples.add(new Sample(name + "_bucket", List.of("le"), List.of(bound), total));
        }
        samples.add(new Sample(name + "_count", List.of(), List.of(), total));
        samples.add(new Sample(name + "_sum", List.of(), List.of(), sum));
        return new MetricFamily(name, Type.HISTOGRAM, help, samples);
    }
}
