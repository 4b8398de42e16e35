package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.core.schema.Field;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.standalone.metrics.ProduceMetrics;
import java.util.Map;

/** Sends messages, and serves what is measured of it, unless {@code produce.http.port} is off. */
final class ProduceTelemetry implements AutoCloseable {
    private final KafkaProducerSink sink;
    private final ProduceMetrics metrics;
    private final HttpEndpoints endpoints;

    private ProduceTelemetry(KafkaProducerSink sink, ProduceMetrics metrics, HttpEndpoints endpoints) {
        this.sink = sink;
        this.metrics = metrics;
        this.endpoints = endpoints;
    }

    /** @param sink stays the caller's */
    static ProduceTelemetry start(Settings settings, KafkaProducerSink sink) {
        if (settings.port(ConfigKey.PRODUCE_HTTP_PORT) < 0) {
            return new ProduceTelemetry(sink, null, null);
        }
        ProduceMetrics metrics = new ProduceMetrics(kindField(settings));
        metrics.tellProducer(sink::clientMetrics);
        HttpEndpoints endpoints = HttpServers.start(
                settings,
                ConfigKey.PRODUCE_HTTP_PORT,
                Map.of("/metrics", HttpServers.metrics(metrics::scrape), "/healthz", HttpServers.alive()));
        return new ProduceTelemetry(sink, endpoints == null ? null : metrics, endpoints);
    }

    /** What windows are grouped by first is what people want to see apart. */
    private static String kindField(Settings settings) {
        return settings.pipelineSpec().windows().by().stream()
                .findFirst()
                .map(Field::name)
                .orElse(null);
    }

    void send(byte[] key, byte[] value, long timestampMillis) {
        if (metrics == null) {
            sink.send(key, value, timestampMillis);
        } else {
            sink.send(key, value, timestampMillis, metrics.sending(key, value));
        }
    }

    @Override
    public void close() {
        if (endpoints != null) {
            endpoints.close();
        }
    }
}
