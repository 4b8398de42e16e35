package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.EventSource;
import io.sluice.standalone.Wiring;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;

/** Tries what a configuration says, layer by layer; a layer that fails does not hide the next ones. */
final class ConfigCheck {
    private final Settings settings;
    private final PrintWriter out;
    private int exitCode = ExitCodes.OK;

    ConfigCheck(Settings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Prints a line per layer and returns the exit code of the first failure. */
    int run() {
        long set =
                settings.entries().stream().filter(entry -> !entry.isDefault()).count();
        layer("keys and values", () -> set + " set, the others have their defaults");
        layer("schema and roles", this::schema);
        Wiring wiring = new Wiring(settings);
        layer("source", () -> source(wiring));
        layer("lake", wiring::probeLake);
        return exitCode;
    }

    private String schema() {
        PipelineSpec spec = settings.pipelineSpec();
        return spec.schema().name() + ", " + spec.schema().columns().size() + " columns, id "
                + spec.roles().id().path() + ", time " + spec.roles().time().path();
    }

    private String source(Wiring wiring) {
        try (EventSource source = wiring.source()) {
            wiring.connect(source);
            source.start(Map.of());
            String where = settings.sourceFiles().isEmpty()
                    ? "topic " + settings.text(ConfigKey.SOURCE_TOPIC) + " on "
                            + settings.text(ConfigKey.KAFKA_BOOTSTRAP_SERVERS)
                    : "files";
            return where + ", " + source.partitions().size() + " source partitions";
        }
    }

    private void layer(String name, Callable<String> check) {
        try {
            out.println("ok    " + name + ": " + check.call());
        } catch (Exception failure) {
            out.println("FAIL  " + name + ": " + failure.getMessage());
            if (exitCode == ExitCodes.OK) {
                exitCode = ExitCodes.of(failure);
            }
        }
    }
}
