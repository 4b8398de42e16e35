package io.sluice.standalone.metrics;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A useful selection of what a Kafka client measures of itself, in base units. Thread-safe if the supplier is. */
final class KafkaClientMetrics extends Collector {
    private static final double MILLIS = 1e-3;

    private final List<Number> numbers;
    private volatile Supplier<Map<String, Double>> client = Map::of;

    /**
     * One number.
     *
     * @param kafkaName group and name, as Kafka calls it
     * @param name as it is told here
     * @param scale into the base unit
     */
    private record Number(String kafkaName, String name, Type type, double scale, String help) {}

    private KafkaClientMetrics(List<Number> numbers) {
        this.numbers = numbers;
    }

    static KafkaClientMetrics ofConsumer() {
        String fetch = "consumer-fetch-manager-metrics/";
        return new KafkaClientMetrics(List.of(
                counter(fetch + "records-consumed-total", "kafka_consumer_records_consumed", "Records fetched."),
                counter(fetch + "bytes-consumed-total", "kafka_consumer_bytes_consumed", "Bytes fetched."),
                counter(fetch + "fetch-total", "kafka_consumer_fetches", "Fetch requests."),
                millis(fetch + "fetch-latency-avg", "kafka_consumer_fetch_latency_avg_seconds", "Mean of a fetch."),
                millis(fetch + "fetch-latency-max", "kafka_consumer_fetch_latency_max_seconds", "Longest fetch."),
                millis(
                        fetch + "fetch-throttle-time-avg",
                        "kafka_consumer_fetch_throttle_time_avg_seconds",
                        "Mean time a fetch was held back by the broker's quota."),
                gauge("consumer-metrics/connection-count", "kafka_consumer_connections", "Open connections."),
                counter("consumer-metrics/incoming-byte-total", "kafka_consumer_incoming_bytes", "Bytes received."),
                counter("consumer-metrics/request-total", "kafka_consumer_requests", "Requests sent."),
                counter(
                        "consumer-metrics/failed-authentication-total",
                        "kafka_consumer_failed_authentications",
                        "Log-ins that failed.")));
    }

    static KafkaClientMetrics ofProducer() {
        String metrics = "producer-metrics/";
        return new KafkaClientMetrics(List.of(
                counter(metrics + "record-send-total", "kafka_producer_records_sent", "Records sent."),
                counter(metrics + "record-error-total", "kafka_producer_record_errors", "Records given up."),
                counter(metrics + "record-retry-total", "kafka_producer_record_retries", "Records sent again."),
                gauge(metrics + "batch-size-avg", "kafka_producer_batch_size_avg_bytes", "Mean bytes of a batch."),
                gauge(
                        metrics + "buffer-available-bytes",
                        "kafka_producer_buffer_available_bytes",
                        "Bytes of the send buffer that are free."),
                millis(metrics + "request-latency-avg", "kafka_producer_request_latency_avg_seconds", "Mean request."),
                millis(
                        metrics + "record-queue-time-avg",
                        "kafka_producer_record_queue_time_avg_seconds",
                        "Mean time a batch waited in the send buffer."),
                gauge(metrics + "connection-count", "kafka_producer_connections", "Open connections."),
                counter(metrics + "outgoing-byte-total", "kafka_producer_outgoing_bytes", "Bytes sent."),
                counter(
                        metrics + "failed-authentication-total",
                        "kafka_producer_failed_authentications",
                        "Log-ins that failed.")));
    }

    private static Number counter(String kafkaName, String name, String help) {
        return new Number(kafkaName, name, Type.COUNTER, 1, help);
    }

    private static Number gauge(String kafkaName, String name, String help) {
        return new Number(kafkaName, name, Type.GAUGE, 1, help);
    }

    private static Number millis(String kafkaName, String name, String help) {
        return new Number(kafkaName, name, Type.GAUGE, MILLIS, help);
    }

    /** Whose numbers to tell; until then there are none. */
    void tell(Supplier<Map<String, Double>> numbersOfClient) {
        client = numbersOfClient;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Map<String, Double> values = client.get();
        List<MetricFamilySamples> families = new ArrayList<>();
        for (Number number : numbers) {
            Double value = values.get(number.kafkaName);
            if (value != null) {
                String sample = number.type == Type.COUNTER ? number.name + "_total" : number.name;
                families.add(new MetricFamilySamples(
                        number.name,
                        number.type,
                        number.help + " Kafka: " + number.kafkaName,
                        List.of(new MetricFamilySamples.Sample(sample, List.of(), List.of(), value * number.scale))));
            }
        }
        return families;
    }
}
