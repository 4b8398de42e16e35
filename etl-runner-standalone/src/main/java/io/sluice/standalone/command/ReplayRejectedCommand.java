package io.sluice.standalone.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.lake.replay.ReplayRequest;
import io.sluice.lake.replay.ReplayResult;
import io.sluice.standalone.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice replay-rejected}: rejected records once more. */
@Command(
        name = "replay-rejected",
        header =
                "Validate rejected records again after the schema or a setting was mended, and commit those that pass.",
        description = {
            "What is valid now goes straight into events/ of its hour, unless an event with its id is there within the"
                    + " horizon. Closed windows stay as they are, rejected/ too. A second replay adds nothing.",
            "A runner may go on beside it. Then only events are taken that are older than what the runner still needs;"
                    + " the others are told as too recent, for a later replay."
        },
        footer = {
            "  sluice replay-rejected --from 2026-01-05T07:00:00Z --to 2026-01-05T09:00:00Z",
            "  sluice replay-rejected --from 2026-01-05 --to 2026-01-06 --dry-run --lake ./lake"
        })
final class ReplayRejectedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "T",
            required = true,
            description = "From this time of the records (their own, not that of the events): an instant or a UTC day.")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "T",
            required = true,
            description = "Up to this instant, excluded, or to the end of this UTC day.")
    private String to;

    @Option(names = "--lake", paramLabel = "URI", description = "The lake (default: the configured lake.uri).")
    private String lake;

    @Option(names = "--dry-run", description = "Count only, write nothing.")
    private boolean dryRun;

    @Option(
            names = "--take-over",
            description =
                    "Take the lake over first, and then events of any time. A runner stops with 75, and reads them when"
                            + " it starts again.")
    private boolean takeOver;

    @Option(
            names = "--accept-change",
            description = "With --take-over: go on with other settings than the lake was written with.")
    private boolean acceptChange;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TextOrJson output;

    @Override
    public Integer call() throws IOException {
        if (acceptChange && !takeOver) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--accept-change needs --take-over: a runner beside it goes on with the old ones");
        }
        ReplayRequest request = ReplayRequest.ALL
                .withTimes(start(from), end(to))
                .withTakeOver(takeOver, acceptChange)
                .withDryRun(dryRun);
        SluiceCommand root = SluiceCommand.of(spec);
        Settings settings = lake == null ? root.settingsAndLogging() : root.settingsAndLogging("lake.uri=" + lake);
        PipelineSpec pipeline = settings.pipelineSpec();
        ReplayResult result = new Wiring(settings).replay(pipeline, request).run();
        PrintWriter out = spec.commandLine().getOut();
        if (output == TextOrJson.json) {
            writeJson(result, out);
        } else {
            writeTable(result, out);
        }
        out.flush();
        if (result.tooRecent() > 0) {
            spec.commandLine()
                    .getErr()
                    .println("Too recent: a runner may still decide about events of that time. Replay them once the"
                            + " watermark is past them by dedup.horizon, or with --take-over.");
        }
        return ExitCodes.OK;
    }

    private Instant start(String text) {
        return instant(text, 0);
    }

    private Instant end(String text) {
        Instant end = instant(text, 1);
        if (end.isBefore(start(from))) {
            throw new ParameterException(spec.commandLine(), "--to " + to + " is before --from " + from);
        }
        return end;
    }

    private Instant instant(String text, int daysMore) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text)
                            .plusDays(daysMore)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A time is an instant such as 2026-01-05T07:00:00Z or a day such as 2026-01-05, found " + text,
                    e);
        }
    }

    private void writeTable(ReplayResult result, PrintWriter out) {
        TextTable table = new TextTable("rejected records", ">records");
        table.row("looked at", result.records());
        table.row(dryRun ? "would be replayed into events/" : "replayed into events/", result.replayed());
        table.row("duplicates of events", result.duplicates());
        table.row("replayed before", result.alreadyThere());
        table.row("too recent", result.tooRecent());
        table.row("payload cut, not looked into", result.cut());
        table.row("from another topic, not looked into", result.otherLog());
        result.stillRejected().forEach((reason, count) -> table.row("still " + reason, count));
        out.println(table);
        out.println(DisplayText.counted(result.commits(), "commit"));
    }

    private static void writeJson(ReplayResult result, PrintWriter out) throws IOException {
        try (JsonGenerator json = JsonText.begin(out)) {
            json.writeStartObject();
            json.writeNumberField("records", result.records());
            json.writeNumberField("replayed", result.replayed());
            json.writeNumberField("duplicates", result.duplicates());
            json.writeNumberField("already_there", result.alreadyThere());
            json.writeNumberField("too_recent", result.tooRecent());
            json.writeNumberField("cut", result.cut());
            json.writeNumberField("other_topic", result.otherLog());
            json.writeObjectFieldStart("still_rejected");
            for (Map.Entry<String, Long> reason : result.stillRejected().entrySet()) {
                json.writeNumberField(reason.getKey(), reason.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("commits", result.commits());
            json.writeEndObject();
        }
        out.println();
    }
}
