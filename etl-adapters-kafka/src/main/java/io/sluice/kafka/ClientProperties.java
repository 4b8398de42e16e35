package io.sluice.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The properties a user gives once for all Kafka clients, sorted out for each kind. A key that one kind knows is kept
 * from the kinds that do not, which would warn of it; a key that none knows goes to all, since plug-ins (log-in
 * callbacks, metric reporters) read keys of their own.
 */
final class ClientProperties {
    private static final Set<String> ADMIN = AdminClientConfig.configNames();
    private static final Set<String> CONSUMER = ConsumerConfig.configNames();
    private static final Set<String> PRODUCER = ProducerConfig.configNames();

    private ClientProperties() {}

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
