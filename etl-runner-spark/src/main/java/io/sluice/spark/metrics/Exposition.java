package io.sluice.spark.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.Type;
import io.prometheus.client.exporter.common.TextFormat;
import io.sluice.app.http.Page;
import io.sluice.app.http.Response;
import io.sluice.app.metrics.MetricFamily;
import io.sluice.app.metrics.RunMetrics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;

/** Metrics in Prometheus' text format. */
public final class Exposition {
    private Exposition() {}

    /** The pages of a driver: {@code /metrics} and {@code /healthz}. */
    public static Map<String, Page> pages(RunMetrics metrics) {
        return Map.of(
                "/metrics",
                accept -> new Response(
                        200, TextFormat.CONTENT_TYPE_004, text(metrics).getBytes(StandardCharsets.UTF_8)),
                "/healthz",
                accept -> Response.text(200, "ok"));
    }

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
