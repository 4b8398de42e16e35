package io.sluice.standalone.command;

import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.lake.compact.CompactionPlan;
import io.sluice.lake.compact.CompactionRequest;
import io.sluice.lake.compact.Compactor;
import io.sluice.lake.compact.OrphanFiles;
import io.sluice.standalone.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice compact}: one file per hour. */
@Command(
        name = "compact",
        header = "Merge the many small files of closed hours into one each, and summarise closed days.",
        description = {
            "Rows, and every answer over them, stay the same. A runner may go on beside it. A signal ends it between"
                    + " two hours, and what is half done is given up.",
            "An hour is closed when no start of a runner needs its events any more: the watermark has passed its end"
                    + " by dedup.horizon. Files in the tables that no commit lists are removed. Closed days get the"
                    + " summaries that query --fast answers from. To compact hours as they close, set compact.after for"
                    + " the runner instead."
        },
        footer = {
            "  sluice compact --lake ./lake --dry-run",
            "  sluice compact --config sluice.properties --from 2026-01-01 --to 2026-01-31"
        })
final class CompactCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--lake", paramLabel = "URI", description = "The lake (default: the configured lake.uri).")
    private String lake;

    @Option(names = "--from", paramLabel = "DATE", description = "The first UTC day (default: all there are).")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "The last UTC day, included (default: all there are).")
    private LocalDate to;

    @Option(
            names = "--min-files",
            paramLabel = "N",
            defaultValue = "" + CompactionRequest.DEFAULT_MIN_FILES,
            description = "Leave an hour of a table alone that has fewer files (default: ${DEFAULT-VALUE}).")
    private int minFiles;

    @Option(names = "--dry-run", description = "Only say what would be merged and removed.")
    private boolean dryRun;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TextOrJson output;

    private volatile boolean stopped;

    @Override
    public Integer call() throws IOException {
        SluiceCommand root = SluiceCommand.of(spec);
        Settings settings = lake == null ? root.settingsAndLogging() : root.settingsAndLogging("lake.uri=" + lake);
        Wiring wiring = new Wiring(settings);
        CompactionRequest request = request();
        Compactor compactor = wiring.compactor();
        root.shutdown().onSignal(() -> stopped = true);
        CompactionText text = new CompactionText(dryRun);
        OrphanFiles strays = compactor.orphans();
        try {
            if (dryRun) {
                compactor.plan(request).hours().stream()
                        .flatMap(hour -> hour.merges().stream())
                        .forEach(text::add);
            } else {
                merge(compactor, request, text);
                compactor.remove(strays);
                text.summarised(
                        compactor.summarise(request, wiring.summaryQuestion(), () -> stopped, text::damagedSummary));
            }
        } finally {
            // What was done is told, also where a damaged file ends it.
            write(text, strays);
        }
        return ExitCodes.OK;
    }

    private void merge(Compactor compactor, CompactionRequest request, CompactionText text) {
        CompactionPlan plan = compactor.plan(request);
        long rows = plan.hours().stream()
                .flatMap(hour -> hour.merges().stream())
                .flatMap(merged -> merged.files().stream())
                .mapToLong(file -> file.rows())
                .sum();
        try (Progress progress = Progress.start("Compacting", rows)) {
            compactor.run(request, () -> stopped, compacted -> {
                text.add(compacted);
                compacted.replaced().forEach(file -> progress.step(file.rows()));
            });
        }
    }

    private CompactionRequest request() {
        try {
            return CompactionRequest.ALL
                    .withMinFiles(minFiles)
                    .withHours(
                            from == null
                                    ? Instant.MIN
                                    : from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                            to == null
                                    ? Instant.MAX
                                    : to.plusDays(1)
                                            .atStartOfDay(ZoneOffset.UTC)
                                            .toInstant());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void write(CompactionText text, OrphanFiles strays) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output == TextOrJson.json) {
            text.writeJson(strays, out);
        } else {
            text.writeTable(strays, out);
        }
        out.flush();
    }
}
