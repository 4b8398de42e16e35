package io.sluice.spark.submit;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Layer;
import io.sluice.app.config.References;
import io.sluice.app.config.Settings;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.SchemaOptions;
import io.sluice.lake.store.StoreLocation;
import io.sluice.lake.store.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The configuration of a run on Spark: file, environment, {@code --set} and {@code --conf spark.sluice.*}, later ones
 * win. Files may stand wherever Hadoop reaches.
 */
public final class SparkSettings {
    private static final String CONF_PREFIX = "spark." + ConfigKey.PREFIX;
    private static final String HADOOP_PREFIX = "spark.hadoop.";

    private final Map<String, String> sparkHadoop;
    private final Settings settings;

    /**
     * Reads the configuration.
     *
     * @param config the properties file, a path or a URI; null for none
     * @param assignments {@code key=value}, in order
     * @param spark Spark's own configuration
     * @throws ConfigurationException naming everything that is wrong with it
     */
    public SparkSettings(
            String config, List<String> assignments, Map<String, String> environment, Map<String, String> spark) {
        sparkHadoop = withPrefix(spark, HADOOP_PREFIX);
        List<Layer> layers = new ArrayList<>();
        if (config != null) {
            layers.add(Layer.properties(config, configuration(config)));
        }
        layers.add(Layer.environment(environment));
        layers.add(Layer.assignments(assignments));
        layers.add(Layer.values(withPrefix(spark, CONF_PREFIX), key -> "--conf " + CONF_PREFIX + key));
        settings = Settings.load(layers, new References(environment, path -> read(path, sparkHadoop)));
    }

    private static Map<String, String> withPrefix(Map<String, String> all, String prefix) {
        Map<String, String> some = new TreeMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                some.put(key.substring(prefix.length()), value);
            }
        });
        return some;
    }

    private String configuration(String file) {
        try {
            return read(file, sparkHadoop);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("Cannot read the configuration file " + file + ": there is none", e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot read the configuration file " + file + " as UTF-8 text: " + e.getMessage(), e);
        }
    }

    /** The text of a file named by a path or a URI. */
    private static String read(String name, Map<String, String> hadoop) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(new StoredFile(name, hadoop).read()))
                .toString();
    }

    /** Spark's own configuration. */
    public static Map<String, String> of(SparkSession spark) {
        Map<String, String> all = new TreeMap<>();
        for (Tuple2<String, String> each : spark.sparkContext().getConf().getAll()) {
            all.put(each._1(), each._2());
        }
        return all;
    }

    public Settings settings() {
        return settings;
    }

    /** What goes to Hadoop: {@code spark.hadoop.*}, and over it {@code sluice.hadoop.*}. */
    public Map<String, String> hadoop() {
        Map<String, String> properties = new TreeMap<>(sparkHadoop);
        properties.putAll(settings.hadoop());
        return properties;
    }

    /**
     * The schema of the events, from wherever it stands.
     *
     * @throws io.sluice.core.schema.SchemaException if the file cannot be used
     */
    public EventSchema schema() {
        String name = settings.text(ConfigKey.SCHEMA);
        if (name.equals(ConfigKey.SCHEMA.defaultText()) || new StoreLocation(name, Map.of(), true).isLocal()) {
            return name.startsWith("file:") ? settings.schema(Path.of(java.net.URI.create(name))) : settings.schema();
        }
        try {
            String folder = name.substring(0, name.lastIndexOf('/') + 1);
            List<SchemaOptions.Reference> references = new ArrayList<>();
            for (String referred : settings.list(ConfigKey.SCHEMA_REFS)) {
                String way = referred.startsWith(folder) ? referred.substring(folder.length()) : referred;
                references.add(new SchemaOptions.Reference(way, read(referred, hadoop())));
            }
            return settings.withUnknown(
                    EventSchema.parse(name, read(name, hadoop()), settings.schemaOptions(references)));
        } catch (IOException e) {
            throw new ConfigurationException("Cannot read the schema " + name + ": " + e.getMessage(), e);
        }
    }
}
