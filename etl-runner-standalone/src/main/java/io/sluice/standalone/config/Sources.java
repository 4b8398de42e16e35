package io.sluice.standalone.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a configuration is read from; what comes later wins.
 *
 * @param file a properties file, or null
 * @param environment all variables; those beginning with {@code SLUICE_} are configuration
 * @param assignments {@code key=value} from the command line, in order
 */
public record Sources(Path file, Map<String, String> environment, List<String> assignments) {
    public Sources {
        environment = Map.copyOf(environment);
        assignments = List.copyOf(assignments);
    }

    /** Nothing but defaults. */
    public static Sources none() {
        return new Sources(null, Map.of(), List.of());
    }
}
