package io.sluice.spark.batch;

import io.sluice.core.config.ConfigKey;
import io.sluice.core.config.ConfigurationException;
import io.sluice.core.config.Settings;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.parquet.Compression;
import io.sluice.lake.parquet.UuidFormat;
import io.sluice.lake.store.Stores;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration as every task needs it, wherever it runs: nothing in it refers to a file of the driver. Immutable.
 */
public final class EtlJob implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Settings settings;
    private final String schemaName;
    private final String schemaJson;
    private final TreeMap<String, String> hadoop;
    private final String lakeUri;

    private transient PipelineSpec spec;

    /**
     * A job.
     *
     * @param schema the text of the schema file is sent along
     * @param hadoop properties for Hadoop
     */
    public EtlJob(Settings settings, EventSchema schema, Map<String, String> hadoop) {
        this.settings = settings;
        this.schemaName = schema.name();
        this.schemaJson = schema.json();
        this.hadoop = new TreeMap<>(hadoop);
        this.lakeUri = absolute(settings.text(ConfigKey.LAKE_URI));
    }

    /** A relative folder means one of the driver's; executors work in others. */
    private static String absolute(String uri) {
        Optional<Path> folder = Stores.folder(uri);
        return folder.isPresent() ? folder.get().toAbsolutePath().normalize().toString() : uri;
    }

    public Settings settings() {
        return settings;
    }

    /** Where the lake is, the same on every machine. */
    public String lakeUri() {
        return lakeUri;
    }

    /** The rules by which rows are decided. */
    public synchronized PipelineSpec spec() {
        if (spec == null) {
            spec = settings.pipelineSpec(settings.withUnknown(EventSchema.parse(schemaName, schemaJson)));
        }
        return spec;
    }

    /** A decoder for records from the topic. */
    EventDecoder decoder() {
        return decoder(spec().maxFuture());
    }

    /** A decoder for records that were decoded before, when their time was checked too. */
    EventDecoder decoderOfAccepted() {
        return decoder(null);
    }

    private EventDecoder decoder(Duration maxFuture) {
        return new JsonEventDecoder(spec().schema(), spec().roles(), spec().maxRecordBytes(), maxFuture);
    }

    /**
     * How the lake is written.
     *
     * @throws ConfigurationException if there is no such store
     */
    LakeConfig lake() {
        try {
            PipelineSpec rules = spec();
            return LakeConfig.of(
                            Stores.open(lakeUri, hadoop, settings.flag(ConfigKey.LAKE_SINGLE_WRITER)),
                            rules.schema(),
                            rules.roles(),
                            rules.windows(),
                            InstantSource.system())
                    .withCompression(Compression.of(settings.text(ConfigKey.LAKE_COMPRESSION)))
                    .withUuid(UuidFormat.of(settings.text(ConfigKey.LAKE_UUID)))
                    .withMaxOpenHours((int) Math.min(settings.number(ConfigKey.COMMIT_MAX_HOURS), Integer.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("Configuration of lake: " + e.getMessage(), e);
        }
    }
}
