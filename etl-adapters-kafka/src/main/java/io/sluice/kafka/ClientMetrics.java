package io.sluice.kafka;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** The numbers a Kafka client measures of itself, without what belongs to one topic, partition or broker only. */
final class ClientMetrics {
    private static final Set<String> OF_THE_CLIENT = Set.of("client-id");

    private ClientMetrics() {}

    /** By {@code group/name}. */
    static Map<String, Double> of(Map<MetricName, ? extends Metric> metrics) {
        Map<String, Double> values = new TreeMap<>();
        metrics.forEach((name, metric) -> {
            if (name.tags().keySet().equals(OF_THE_CLIENT) && metric.metricValue() instanceof Double value) {
                values.put(name.group() + "/" + name.name(), value);
            }
        });
        return values;
    }
}
