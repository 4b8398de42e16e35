package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.core.port.CommitRecord;
import io.sluice.lake.audit.LakeStatus;
import io.sluice.standalone.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice status}: where the lake stands. */
@Command(
        name = "status",
        header = "Position and lag per source partition, watermark, tables, the last commit, and who writes.",
        description = {
            "Reads the commit records and the writers' signs of life; no data file is opened. Where the source cannot"
                    + " be reached, the lag is not known and the rest is shown."
        },
        footer = {"  sluice status --lake ./lake", "  sluice status --config sluice.properties --output json"})
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--lake", paramLabel = "URI", description = "The lake (default: the configured lake.uri).")
    private String lake;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TextOrJson output;

    @Override
    public Integer call() throws IOException {
        SluiceCommand root = SluiceCommand.of(spec);
        Settings settings = lake == null ? root.settingsAndLogging() : root.settingsAndLogging("lake.uri=" + lake);
        Wiring wiring = new Wiring(settings);
        LakeStatus status = wiring.lakeStatus();
        // Before the source is asked, which may take its time: ages are those of what was just read.
        Instant looked = Instant.now();
        PrintWriter out = spec.commandLine().getOut();
        Optional<CommitRecord> last = status.last();
        if (last.isEmpty()) {
            spec.commandLine().getErr().println("No commit yet.");
        }
        SourceLag lag = null;
        if (last.isPresent()) {
            lag = lake == null || namesSource(settings) ? SourceLag.of(wiring, last.get()) : SourceLag.notAsked();
        }
        StatusText text = new StatusText(status, lag, looked);
        if (output == TextOrJson.json) {
            text.writeJson(out);
        } else if (last.isPresent()) {
            text.writeTable(out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private static boolean namesSource(Settings settings) {
        return settings.isSet(ConfigKey.KAFKA_BOOTSTRAP_SERVERS)
                || settings.isSet(ConfigKey.SOURCE_TOPIC)
                || settings.isSet(ConfigKey.SOURCE_FILES);
    }
}
