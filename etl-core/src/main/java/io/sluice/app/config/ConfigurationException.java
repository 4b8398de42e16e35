package io.sluice.app.config;

import java.util.List;
import java.util.function.Supplier;

/** The configuration cannot be used (exit code 78). Carries every problem found, not only the first. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    public ConfigurationException(String problem, Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    public ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * Builds something of configured values. What refuses to be built from them is a matter of configuration.
     *
     * @param what is configured, for the message
     * @throws ConfigurationException where the values are refused
     */
    public static <T> T checked(String what, Supplier<T> construction) {
        try {
            return construction.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("Configuration of " + what + ": " + e.getMessage(), e);
        }
    }

    /** There is no lake at a place. */
    public static ConfigurationException noLake(Object place) {
        return new ConfigurationException("There is no lake at " + place + "; sluice.lake.uri or --lake names it");
    }

    /** One line per problem. */
    public List<String> problems() {
        return problems;
    }
}
