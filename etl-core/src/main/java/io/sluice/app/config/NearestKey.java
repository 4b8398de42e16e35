package io.sluice.app.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;

/** Finds what somebody may have meant by a key that does not exist. */
final class NearestKey {
    private NearestKey() {}

    /** The known key closest to one that is not known, prefix included. */
    static String to(String key) {
        return ConfigKey.PREFIX + nearest(key, ConfigKey::key).key();
    }

    /** The environment name of the known key closest to a variable. */
    static String toVariable(String variable) {
        return nearest(variable, ConfigKey::environmentName).environmentName();
    }

    private static ConfigKey nearest(String wanted, Function<ConfigKey, String> name) {
        return Arrays.stream(ConfigKey.values())
                .min(Comparator.comparingInt(candidate -> distance(wanted, name.apply(candidate))))
                .orElseThrow();
    }

    /** Levenshtein's edit distance. */
    static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        int[] current = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replace = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[right.length()];
    }
}
