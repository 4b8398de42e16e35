package io.sluice.standalone;

import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Layer;
import io.sluice.app.config.References;
import io.sluice.app.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /**
     * Reads the configuration.
     *
     * @throws ConfigurationException naming everything that is wrong with it
     */
    public Settings load() {
        List<Layer> layers = new ArrayList<>();
        if (file != null) {
            layers.add(Layer.properties(file.toString(), text(file)));
        }
        layers.add(Layer.environment(environment));
        layers.add(Layer.assignments(assignments));
        return Settings.load(layers, new References(environment, Sources::referredTo));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("Cannot read the configuration file " + file + ": there is none", e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot read the configuration file " + file + " as UTF-8 text: " + e.getMessage(), e);
        }
    }

    private static String referredTo(String path) throws IOException {
        try {
            return Files.readString(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
