package io.sluice.spark.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The options of Spark's Kafka source. */
public final class KafkaSource {
    /** Spark sets these itself and refuses them from others. A group would be shared with what reads beside Spark. */
    private static final Set<String> SPARKS_OWN = Set.of(
            "group.id",
            "auto.offset.reset",
            "enable.auto.commit",
            "interceptor.classes",
            "key.deserializer",
            "value.deserializer");

    private KafkaSource() {}

    /**
     * The options.
     *
     * @param client properties of the Kafka clients
     * @param starts the next offset for every source partition there is
     * @param continueOnDataLoss whether offsets that are gone are passed over
     * @param maxOffsets of one batch
     */
    public static Map<String, String> options(
            String topic,
            Map<String, String> client,
            Map<Integer, Long> starts,
            boolean continueOnDataLoss,
            long maxOffsets) {
        Map<String, String> options = new HashMap<>();
        options.put("kafka.isolation.level", "read_committed");
        client.forEach((key, value) -> {
            if (!SPARKS_OWN.contains(key)) {
                options.put("kafka." + key, value);
            }
        });
        options.put("subscribe", topic);
        options.put("startingOffsets", json(topic, starts));
        options.put("failOnDataLoss", Boolean.toString(!continueOnDataLoss));
        options.put("maxOffsetsPerTrigger", Long.toString(maxOffsets));
        return options;
    }

    private static String json(String topic, Map<Integer, Long> starts) {
        try {
            return new ObjectMapper().writeValueAsString(Map.of(topic, new TreeMap<>(starts)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Numbers can be written as JSON", e);
        }
    }
}
