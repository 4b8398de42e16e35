package io.sluice.app.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * One source of values, with keys brought to the form of {@link ConfigKey#key} and where each was said. What cannot be
 * understood stands in {@link #problems}, so that all layers can be read before anything is refused.
 */
public final class Layer {
    private static final String ENVIRONMENT_PREFIX = "SLUICE_";

    /** What Kubernetes puts into every container for a service named sluice or sluice-something. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "SLUICE_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Layer() {}

    /**
     * A value as it was written.
     *
     * @param text without white space around it; references are not resolved yet
     * @param origin where it was said
     */
    record Value(String text, String origin) {}

    /**
     * The text of a properties file, keys with or without the prefix.
     *
     * @param name the file, for messages
     * @throws ConfigurationException if it is no such text
     */
    public static Layer properties(String name, String text) {
        Layer layer = new Layer();
        for (PropertiesText.Line line : PropertiesText.lines(name, text)) {
            String key = withoutPrefix(line.key());
            String origin = name + ":" + line.number();
            Value before = layer.values.get(key);
            if (before != null) {
                layer.problems.add(origin + ": " + ConfigKey.PREFIX + key + " is set twice, first at " + before.origin()
                        + "; keep one of the lines");
            }
            layer.put(key, line.value(), origin);
        }
        return layer;
    }

    /** The variables that begin with {@code SLUICE_}. */
    public static Layer environment(Map<String, String> environment) {
        Layer layer = new Layer();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String variableName = variable.getKey();
            if (!variableName.startsWith(ENVIRONMENT_PREFIX)) {
                continue;
            }
            String key = keyOf(variableName);
            if (key != null) {
                layer.put(key, variable.getValue(), variableName + " (environment)");
            } else if (!isServiceLink(variableName, variable.getValue())) {
                layer.problems.add("Unknown environment variable " + variableName + "; the nearest key is "
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
    public static Layer assignments(List<String> assignments) {
        Layer layer = new Layer();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                layer.problems.add(
                        "Cannot read --set " + assignment + "; expected KEY=VALUE, such as --set source.topic=x");
            } else {
                layer.put(
                        withoutPrefix(assignment.substring(0, equals).strip()),
                        assignment.substring(equals + 1),
                        "--set");
            }
        }
        return layer;
    }

    /** Values that were read elsewhere, by key with or without the prefix. */
    public static Layer values(Map<String, String> values, UnaryOperator<String> origin) {
        Layer layer = new Layer();
        new TreeMap<>(values).forEach((key, value) -> layer.put(withoutPrefix(key), value, origin.apply(key)));
        return layer;
    }

    private static String withoutPrefix(String key) {
        return key.startsWith(ConfigKey.PREFIX) ? key.substring(ConfigKey.PREFIX.length()) : key;
    }

    private void put(String key, String text, String origin) {
        values.put(key, new Value(text.strip(), origin));
    }

    /** The values by key, without prefix. */
    Map<String, Value> values() {
        return Collections.unmodifiableMap(values);
    }

    /** What could not be understood. */
    List<String> problems() {
        return Collections.unmodifiableList(problems);
    }
}
