package io.sluice.standalone.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.ConfigValueConfigSource;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One source of values with keys brought to the form of {@link ConfigKey#key}, and where each was said. */
final class Layer implements ConfigValueConfigSource {
    private static final String ENVIRONMENT_PREFIX = "SLUICE_";

    /** What Kubernetes puts into every container for a service named sluice or sluice-something. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "SLUICE_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private final String name;
    private final int ordinal;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    private Layer(String name, int ordinal) {
        this.name = name;
        this.ordinal = ordinal;
    }

    /**
     * A properties file in UTF-8, keys with or without the prefix.
     *
     * @param problems gets what is wrong with it
     */
    static Layer file(Path file, Collection<String> problems) {
        Layer layer = new Layer(file.toString(), 100);
        String text = read(file);
        Map<String, ConfigValue> lines = new TreeMap<>(parse(file, text));
        for (Map.Entry<String, ConfigValue> line : lines.entrySet()) {
            String key = withoutPrefix(line.getKey());
            String origin = file + ":" + line.getValue().getLineNumber();
            if (layer.values.containsKey(key)) {
                problems.add(origin + ": " + key + " is set twice, with and without " + ConfigKey.PREFIX);
            }
            layer.put(key, line.getValue().getValue(), origin);
        }
        for (String twice : keysGivenTwice(text)) {
            problems.add(file + ": " + twice + " is set twice; keep one of the lines");
        }
        return layer;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("Cannot read the configuration file " + file + ": there is none", e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot read the configuration file " + file + " as UTF-8 text: " + e.getMessage(), e);
        }
    }

    private static Map<String, ConfigValue> parse(Path file, String text) {
        ConfigValueProperties lines = new ConfigValueProperties(file.toString(), 100);
        try (Reader reader = new StringReader(text)) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(file + " is not a properties file: " + e.getMessage(), e);
        }
        return lines;
    }

    private static Set<String> keysGivenTwice(String text) {
        Set<String> twice = new java.util.TreeSet<>();
        Properties seen = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                Object previous = super.put(key, value);
                if (previous != null) {
                    twice.add(key.toString());
                }
                return previous;
            }
        };
        try (Reader reader = new StringReader(text)) {
            seen.load(reader);
        } catch (IOException e) {
            throw new IllegalStateException("A string can be read", e);
        }
        return twice;
    }

    /** The variables that begin with {@code SLUICE_}. */
    static Layer environment(Map<String, String> environment, Collection<String> problems) {
        Layer layer = new Layer("environment", 200);
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String variableName = variable.getKey();
            if (!variableName.startsWith(ENVIRONMENT_PREFIX)) {
                continue;
            }
            String key = keyOf(variableName);
            if (key != null) {
                layer.put(key, variable.getValue(), variableName + " (environment)");
            } else if (!isServiceLink(variableName, variable.getValue())) {
                problems.add("Unknown environment variable " + variableName + "; the nearest key is "
                        + NearestKey.toVariable(variableName));
            }
        }
        return layer;
    }

    private static boolean isServiceLink(String variable, String value) {
        return SERVICE_LINK.matcher(variable).matches()
                || (variable.endsWith("_PORT") && value.matches("(tcp|udp|sctp)://.*"));
    }

    private static String keyOf(String variable) {
        for (ConfigKey key : ConfigKey.values()) {
            if (key.environmentName().equals(variable)) {
                return key.key();
            }
        }
        for (String prefix : Settings.PASSED_ON) {
            String start = ConfigKey.environmentName(prefix);
            if (variable.startsWith(start) && variable.length() > start.length()) {
                return prefix
                        + variable.substring(start.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.');
            }
        }
        return null;
    }

    /** Assignments from the command line; of several with one key the last wins. */
    static Layer assignments(List<String> assignments, Collection<String> problems) {
        Layer layer = new Layer("--set", 300);
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                problems.add("Cannot read --set " + assignment + "; expected KEY=VALUE, such as --set source.topic=x");
            } else {
                layer.put(
                        withoutPrefix(assignment.substring(0, equals).strip()),
                        assignment.substring(equals + 1),
                        "--set");
            }
        }
        return layer;
    }

    private static String withoutPrefix(String key) {
        return key.startsWith(ConfigKey.PREFIX) ? key.substring(ConfigKey.PREFIX.length()) : key;
    }

    private void put(String key, String value, String origin) {
        String text = value.strip();
        values.put(
                key,
                ConfigValue.builder()
                        .withName(key)
                        .withValue(text)
                        .withRawValue(text)
                        .withConfigSourceName(origin)
                        .withConfigSourceOrdinal(ordinal)
                        .build());
    }

    @Override
    public ConfigValue getConfigValue(String key) {
        return values.get(key);
    }

    @Override
    public Map<String, ConfigValue> getConfigValueProperties() {
        return new HashMap<>(values);
    }

    @Override
    public Set<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public int getOrdinal() {
        return ordinal;
    }
}
