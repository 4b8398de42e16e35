package io.sluice.app.metrics;

import io.sluice.app.metrics.MetricFamily.Sample;
import io.sluice.app.metrics.MetricFamily.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A counter or a gauge by the values of its labels. Not thread-safe. */
final class Meter {
    private final String name;
    private final Type type;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, Double> values = new LinkedHashMap<>();

    /** Without labels it starts at 0; with labels it has no sample until one is set. */
    Meter(String name, Type type, String help, String... labels) {
        this.name = name;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
        if (labels.length == 0) {
            set(0);
        }
    }

    void add(double amount, String... labelValues) {
        values.merge(List.of(labelValues), amount, Double::sum);
    }

    void set(double value, String... labelValues) {
        values.put(List.of(labelValues), value);
    }

    void clear() {
        values.clear();
    }

    MetricFamily family() {
        String sample = type == Type.COUNTER ? name + "_total" : name;
        List<Sample> samples = new ArrayList<>(values.size());
        values.forEach((labelValues, value) -> samples.add(new Sample(sample, labels, labelValues, value)));
        return new MetricFamily(name, type, help, samples);
    }
}
