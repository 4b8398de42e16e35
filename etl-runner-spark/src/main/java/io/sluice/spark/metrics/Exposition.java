package io.sluice.spark.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.Type;
import io.prometheus.client.exporter.common.TextFormat;
import io.sluice.app.metrics.MetricFamily;
import io.sluice.app.metrics.RunMetrics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;

/** Metrics in Prometheus' text format. */
final class Exposition {
    private Exposition() {}

    /** Everything as it is now. */
    static String text(RunMetrics metrics) {
        StringWriter text = new StringWriter();
        try {
            TextFormat.write004(
                    text,
                    Collections.enumeration(
                            metrics.families().stream().map(Exposition::samples).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException("A string can be written", e);
        }
        return text.toString();
    }

    private static MetricFamilySamples samples(MetricFamily family) {
        return new MetricFamilySamples(
                family.name(),
                Type.valueOf(family.type().name()),
                family.help(),
                family.samples().stream()
                        .map(sample -> new MetricFamilySamples.Sample(
                                sample.name(), sample.labels(), sample.values(), sample.value()))
                        .toList());
    }
}
