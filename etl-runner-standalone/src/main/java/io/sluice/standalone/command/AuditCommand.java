package io.sluice.standalone.command;

import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.core.audit.AuditReport;
import io.sluice.core.audit.ReplayStart;
import io.sluice.core.audit.SourceReplay;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.audit.LakeAudit;
import io.sluice.lake.audit.LakeChangedException;
import io.sluice.standalone.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice audit}: the proof of the accounting. */
@Command(
        name = "audit",
        header = "Prove from the commit records and the files that every record is accounted for, once.",
        description = {
            "Records follow on one another without holes, files are as recorded, and every source offset is in the"
                    + " tables as often as counted. Writes nothing; a runner may go on beside it.",
            "Ends with 0 if it holds, 1 if it does not (each hole is named on standard output), 65 if damage prevents"
                    + " reading."
        },
        footer = {"  sluice audit --lake ./lake", "  sluice audit --config sluice.properties --checksums --output json"
        })
final class AuditCommand implements Callable<Integer> {
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(15);

    @Spec
    private CommandSpec spec;

    @Option(names = "--lake", paramLabel = "URI", description = "The lake (default: the configured lake.uri).")
    private String lake;

    @Option(
            names = "--checksums",
            description = "Read all bytes of all files and every single record, and compare checksums.")
    private boolean checksums;

    @Option(
            names = "--replay",
            description = "Read the source again too, and compare what went where record by record.")
    private boolean replay;

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
        AuditReport report = audit(settings);
        AuditText text = new AuditText(report);
        PrintWriter out = spec.commandLine().getOut();
        if (output == TextOrJson.json) {
            text.writeJson(out);
        } else {
            text.writeTable(out);
            report.notes().forEach(spec.commandLine().getErr()::println);
        }
        out.flush();
        return exitCode(report);
    }

    /** A compaction beside it may replace files on the way; then the whole lake is looked at again. */
    private AuditReport audit(Settings settings) {
        for (int attempt = 1; ; attempt++) {
            try {
                return auditOnce(settings);
            } catch (LakeChangedException changed) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new LakeUnavailableException(changed.getMessage(), changed);
                }
            }
        }
    }

    private AuditReport auditOnce(Settings settings) {
        try (Progress progress = Progress.start("Auditing", -1)) {
            Wiring wiring = new Wiring(settings);
            LakeAudit audit = wiring.audit(checksums, progress::step);
            if (audit.isOfNothing()) {
                throw ConfigurationException.noLake(wiring.lakeUri());
            }
            if (replay) {
                replay(audit, settings);
            } else {
                audit.readRows(commit -> {});
            }
            return audit.report();
        }
    }

    private static void replay(LakeAudit audit, Settings settings) {
        Wiring wiring = new Wiring(settings);
        PipelineSpec spec = settings.pipelineSpec();
        try (EventSource source = wiring.observedSource(SOURCE_TIMEOUT)) {
            wiring.connect(source);
            SourceReplay replay = new SourceReplay(spec, source, audit.holes());
            ReplayStart start = replay.begin(audit::records);
            if (start.before() != null) {
                audit.readEvents(start.before(), spec.schema(), spec.roles(), replay::restore);
            }
            audit.readRows(start.commit(), spec.schema(), spec.roles(), replay::compare);
            audit.note(replay.summary());
        }
    }

    private static int exitCode(AuditReport report) {
        if (report.preventsReading()) {
            return ExitCodes.DATA_GAP;
        }
        return report.holds() ? ExitCodes.OK : ExitCodes.NO;
    }
}
