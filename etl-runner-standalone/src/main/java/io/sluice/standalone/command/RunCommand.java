package io.sluice.standalone.command;

import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.report.AccountingReport;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.RunSummary;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice run}: the pipeline. */
@Command(
        name = "run",
        header = "Read the topic (or files), validate, deduplicate, and commit to the lake, exactly once.",
        description = {
            "Goes on where the lake's last commit ends. SIGTERM and SIGINT commit what is decided and end with 0.",
            "Stands by while another writer of the lake lives, and takes over when it ends or falls silent.",
            "The accounting per source partition is printed to standard error at the end.",
            "A live page, metrics and health are served while it runs: / /metrics /healthz /readyz at http.host and"
                    + " http.port."
        },
        footer = {
            "  sluice run --config sluice.properties",
            "  sluice run --until-caught-up --drain --set source.files=p0.ndjson,p1.ndjson --set lake.uri=./lake"
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--until-caught-up",
            description = "End when everything is committed that was in the log at the start; always so with files.")
    private boolean untilCaughtUp;

    @Option(
            names = "--drain",
            description = "At the end, close the open windows; what comes later before their ends goes to late/.")
    private boolean drain;

    @Option(
            names = "--take-over",
            description =
                    "Take the lake over at once from a writer that may still live; that one stops with 75 and loses"
                            + " nothing. Without it a start waits until the writer ends or falls silent.")
    private boolean takeOver;

    @Option(
            names = "--accept-change",
            description =
                    "Go on with another topic, schema, window, horizon or lateness than the lake was written with.")
    private boolean acceptChange;

    @Override
    public Integer call() {
        SluiceCommand root = SluiceCommand.of(spec);
        Settings settings = root.settingsAndLogging();
        try (RunTelemetry telemetry = RunTelemetry.start(settings)) {
            RunMode options = new RunMode(untilCaughtUp, drain, acceptChange, takeOver);
            RunSummary summary = PipelineRun.run(settings, options, root.shutdown(), telemetry);
            spec.commandLine().getErr().println(AccountingReport.of(summary));
            return ExitCodes.OK;
        }
    }
}
