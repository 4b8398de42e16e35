package io.sluice.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The secret values among client properties, so that no message repeats them. The clients' own messages may quote a
 * value they cannot parse.
 */
final class SecretValues {
    static final String MASK = "***";

    private static final List<ConfigDef> DEFINITIONS =
            List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());
    private static final Pattern SECRET_NAME =
            Pattern.compile("password|secret|jaas|token|credential|private.?key|\\.key$");
    /** A secret option inside a JAAS line: its name, then its value in double quotes, single quotes or bare. */
    private static final Pattern JAAS_OPTION =
            Pattern.compile("(?i)(?:password|secret|token|key)\\w*\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;\"']+))");

    private final List<String> values;

    private SecretValues(List<String> values) {
        this.values = values;
    }

    static SecretValues of(Map<String, String> properties) {
        List<String> values = new ArrayList<>();
        properties.forEach((key, value) -> {
            if (isSecret(key)) {
                values.add(value);
                addOptions(value, values);
            }
        });
        values.removeIf(String::isBlank);
        // The whole before its parts: once a part is masked the whole is not found any more.
        values.sort(Comparator.comparingInt(String::length).reversed());
        return new SecretValues(List.copyOf(values));
    }

    private static void addOptions(String jaas, List<String> values) {
        Matcher matcher = JAAS_OPTION.matcher(jaas);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    values.add(matcher.group(group));
                }
            }
        }
    }

    /** Whether a key's value is secret: as Kafka declares it, or by its name where Kafka does not know the key. */
    static boolean isSecret(String key) {
        for (ConfigDef definition : DEFINITIONS) {
            ConfigDef.ConfigKey known = definition.configKeys().get(key);
            if (known != null) {
                return known.type() == ConfigDef.Type.PASSWORD;
            }
        }
        return SECRET_NAME.matcher(key.toLowerCase(Locale.ROOT)).find();
    }

    /** A text with every secret value masked. */
    String mask(String text) {
        String masked = String.valueOf(text);
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }

    /** An exception as a cause that may be shown: itself, or null where it or what caused it quotes a secret. */
    Throwable showable(Throwable failure) {
        int depth = 0;
        for (Throwable at = failure; at != null && depth < 20; at = at.getCause(), depth++) {
            String message = String.valueOf(at.getMessage());
            if (!mask(message).equals(message)) {
                return null;
            }
        }
        return failure;
    }
}
