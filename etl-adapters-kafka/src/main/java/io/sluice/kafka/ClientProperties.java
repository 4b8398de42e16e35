package io.sluice.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.utils.Utils;

/**
 * The properties a user gives once for all Kafka clients, sorted out for each kind. A key that one kind knows is kept
 * from the kinds that do not, which would warn of it; a key that none knows goes to all, since plug-ins (log-in
 * callbacks, metric reporters) read keys of their own.
 */
final class ClientProperties {
    private static final Set<String> ADMIN = AdminClientConfig.configNames();
    private static final Set<String> CONSUMER = ConsumerConfig.configNames();
    private static final Set<String> PRODUCER = ProducerConfig.configNames();

    private static final List<ConfigDef> DEFINITIONS =
            List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());
    /** Set by the clients that are made here. */
    private static final Set<String> OURS =
            Set.of("key.deserializer", "value.deserializer", "key.serializer", "value.serializer");
    /** Lists of classes, which Kafka looks for only when it makes the client. */
    private static final Map<String, Class<?>> PLUG_INS = Map.of(
            "partition.assignment.strategy", ConsumerPartitionAssignor.class,
            "metric.reporters", MetricsReporter.class,
            // One property for two kinds of clients, each with a type of its own.
            "interceptor.classes", Object.class);

    private ClientProperties() {}

    /**
     * Judges each value as the kinds of clients do that know its key, without making a client.
     *
     * @throws ConfigException for the first that is not accepted
     */
    static void requireValid(Map<String, String> user) {
        Map<String, String> judged = new TreeMap<>(user);
        // A provider's value is known to the client alone.
        judged.values().removeIf(value -> value.contains("${"));
        judged.forEach((key, value) -> {
            if (OURS.contains(key)) {
                throw new ConfigException(
                        key + " cannot be set, got " + value + ": keys and values are read and written as bytes");
            }
        });
        for (ConfigDef definition : DEFINITIONS) {
            Map<String, ConfigValue> values = definition.validateAll(judged);
            for (String key : judged.keySet()) {
                ConfigValue value = values.get(key);
                if (value != null && !value.errorMessages().isEmpty()) {
                    throw new ConfigException(value.errorMessages().get(0));
                }
            }
        }
        PLUG_INS.forEach((key, type) -> requireClasses(key, judged.getOrDefault(key, ""), type));
    }

    private static void requireClasses(String key, String names, Class<?> type) {
        for (String name : names.split(",")) {
            try {
                if (!name.isBlank()) {
                    Utils.loadClass(name.strip(), type);
                }
            } catch (ClassNotFoundException | ClassCastException e) {
                throw new ConfigException(key, names, "there is no such class on the class path (" + e + ")");
            }
        }
    }

    /** For an admin client: the defaults, over them the user's. */
    static Map<String, Object> admin(Map<String, String> user, Map<String, String> defaults) {
        return merge(user, defaults, ADMIN);
    }

    /** For a consumer. */
    static Map<String, Object> consumer(Map<String, String> user, Map<String, String> defaults) {
        return merge(user, defaults, CONSUMER);
    }

    /** For a producer. */
    static Map<String, Object> producer(Map<String, String> user, Map<String, String> defaults) {
        return merge(user, defaults, PRODUCER);
    }

    private static Map<String, Object> merge(
            Map<String, String> user, Map<String, String> defaults, Set<String> known) {
        Map<String, Object> merged = new HashMap<>(defaults);
        user.forEach((key, value) -> {
            if (known.contains(key) || !knownToAny(key)) {
                merged.put(key, value);
            }
        });
        return merged;
    }

    private static boolean knownToAny(String key) {
        return ADMIN.contains(key) || CONSUMER.contains(key) || PRODUCER.contains(key);
    }

    /** Where the clients connect first, for messages. */
    static String bootstrap(Map<String, String> user) {
        return user.getOrDefault("bootstrap.servers", "(no bootstrap.servers given)");
    }

    /** The properties with the values of secret ones masked, sorted, for people to read. */
    static Map<String, String> masked(Map<String, String> user) {
        Map<String, String> masked = new TreeMap<>(user);
        masked.replaceAll((key, value) -> SecretValues.isSecret(key) ? SecretValues.MASK : value);
        return masked;
    }
}
