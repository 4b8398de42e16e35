package io.sluice.spark.batch;

import static io.sluice.app.config.ConfigurationException.checked;

import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.LakeOptions;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.store.StoreLocation;
import java.io.Serializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * The configuration as every task needs it, wherever it runs: nothing in it refers to a file of the driver. Immutable.
 */
public final class EtlJob implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Settings settings;
    private final String schemaName;
    private final String schemaJson;
    private final LakeOptions lake;

    private transient PipelineSpec spec;

    /**
     * A job.
     *
     * @param schema the text of the schema file is sent along
     * @param hadoop properties for Hadoop
     * @throws ConfigurationException if the lake's address is none
     */
    public EtlJob(Settings settings, EventSchema schema, Map<String, String> hadoop) {
        this.settings = settings;
        this.schemaName = schema.name();
        this.schemaJson = schema.json();
        LakeOptions configured = settings.lake();
        this.lake =
                configured.at(checked("lake", () -> StoreLocation.of(configured).uri()), hadoop);
    }

    public Settings settings() {
        return settings;
    }

    /** Where the lake is, the same on every machine. */
    public String lakeUri() {
        return lake.uri();
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
        return checked("lake", () -> LakeConfig.of(lake, spec(), InstantSource.system()));
    }
}
