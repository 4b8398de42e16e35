package io.sluice.app.metrics;

import java.util.List;

/**
 * All samples of one metric at one moment.
 *
 * @param name without the suffix that counters have
 */
public record MetricFamily(String name, Type type, String help, List<Sample> samples) {
    /** As Prometheus has them. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /**
     * One number.
     *
     * @param name the family's with the suffix of its type
     * @param labels the names of its labels
     * @param values theirs, in the same order
     */
    public record Sample(String name, List<String> labels, List<String> values, double value) {}

    public MetricFamily {
        samples = List.copyOf(samples);
    }
}
