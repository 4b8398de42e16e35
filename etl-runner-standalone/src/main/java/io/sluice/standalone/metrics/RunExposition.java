package io.sluice.standalone.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.sluice.app.metrics.MetricFamily;
import io.sluice.app.metrics.RunMetrics;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The metrics of a run, those of its Kafka consumer, and those of the JVM, as text. Thread-safe. */
public final class RunExposition {
    private final KafkaClientMetrics consumer = KafkaClientMetrics.ofConsumer();
    private final Exposition exposition;

    public RunExposition(RunMetrics metrics) {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return metrics.families().stream().map(RunExposition::samples).toList();
            }
        });
        registry.register(consumer);
        exposition = new Exposition(registry, this);
    }

    private static Collector.MetricFamilySamples samples(MetricFamily family) {
        return new Collector.MetricFamilySamples(
                family.name(),
                Collector.Type.valueOf(family.type().name()),
                family.help(),
                family.samples().stream()
                        .map(sample -> new Collector.MetricFamilySamples.Sample(
                                sample.name(), sample.labels(), sample.values(), sample.value()))
                        .toList());
    }

    /** Adds the numbers of a Kafka consumer, by Kafka's names as {@code group/name}. */
    public void addConsumer(Supplier<Map<String, Double>> numbers) {
        consumer.tell(numbers);
    }

    /**
     * Everything as it is now.
     *
     * @param accept the header of that name, or null
     */
    public Scrape scrape(String accept) {
        return exposition.scrape(accept, () -> {});
    }
}
