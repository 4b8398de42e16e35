package io.sluice.standalone.command;

import io.sluice.app.config.Settings;
import io.sluice.core.query.Period;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice query}: the percentile question. */
@Command(
        name = "query",
        header = "Quantiles of a field per group and day, without outliers, over the committed events.",
        description = {
            "By default: p95 of event_duration per device_type and UTC day, without values beyond 3 standard deviations"
                    + " of the daily mean, for device types with at least 500 distinct events that day.",
            "Ends with 1 if no group qualifies, or if --check finds a difference."
        },
        footer = {
            "  sluice query --lake ./lake",
            "  sluice query --lake ./lake --from 2026-01-05 --quantile 0.5 --quantile 0.99 --output csv",
            "  sluice query --lake ./lake --report answer.html",
            "  sluice query --lake ./lake --to 2026-01-31 --check january.csv"
        })
final class QueryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--lake", paramLabel = "URI", description = "The lake (default: the configured lake.uri).")
    private String lake;

    @Option(names = "--from", paramLabel = "DATE", description = "The first day (default: all there are).")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "The last day, included (default: all there are).")
    private LocalDate to;

    @Option(
            names = "--quantile",
            paramLabel = "Q",
            description = "A quantile above 0 and below 1; may be repeated (default: 0.95).")
    private List<Double> quantiles = List.of();

    @Option(
            names = "--outliers",
            paramLabel = "RULE",
            defaultValue = "sigma",
            description = "What is left out: sigma, iqr, percentile or none (default: ${DEFAULT-VALUE}).")
    private String outliers;

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description =
                    "Standard deviations (default: 3), interquartile ranges (1.5), or percent on either side (1).")
    private Double threshold;

    @Option(
            names = "--field",
            paramLabel = "F",
            defaultValue = "event_duration",
            description = "The numeric field (default: ${DEFAULT-VALUE}).")
    private String field;

    @Option(
            names = "--by",
            paramLabel = "C",
            split = ",",
            defaultValue = "device_type",
            description =
                    "The fields that make a group, together with the day (default: ${DEFAULT-VALUE}); '' for none.")
    private List<String> by;

    @Option(
            names = "--min-events",
            paramLabel = "N",
            defaultValue = "500",
            description = "Distinct events a group needs (default: ${DEFAULT-VALUE}).")
    private long minEvents;

    @Option(names = "--exact", description = "Exact quantiles with linear interpolation instead of a t-digest.")
    private boolean exact;

    @Option(
            names = "--fast",
            description = "Answer from the summaries of closed days, nearly; rows are read where there is none.")
    private boolean fast;

    @Option(
            names = "--include-late",
            description = "Take in the late events whose id is not among the events of their hour, each id once.")
    private boolean includeLate;

    @Option(names = "--distinct", description = "Count all distinct events, in a column of their own.")
    private boolean distinct;

    @Option(
            names = "--period",
            paramLabel = "P",
            defaultValue = "day",
            description = "What a row is over: day, hour, or all (the whole range) (default: ${DEFAULT-VALUE}).")
    private String period;

    @Option(
            names = "--zone",
            paramLabel = "Z",
            defaultValue = "UTC",
            description = "Whose days; its offset from UTC must be whole hours (default: ${DEFAULT-VALUE}).")
    private ZoneId zone;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, csv, json or markdown (default: ${DEFAULT-VALUE}).")
    private String output;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file instead of standard output.")
    private Path out;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write a page for the browser, too: table, charts, what is left out, data quality.")
    private Path report;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Compare with this CSV of an earlier answer to the same question, digit by digit.")
    private Path check;

    @Override
    public Integer call() throws IOException {
        if (fast && (exact || includeLate || report != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--fast answers from summaries, which cannot give "
                            + (exact ? "--exact" : includeLate ? "--include-late" : "--report") + "; leave one out");
        }
        SluiceCommand root = SluiceCommand.of(spec);
        Settings settings = lake == null ? root.settingsForReading() : root.settingsForReading("lake.uri=" + lake);
        return new QueryJob(settings, spec.commandLine(), root.isVerbose())
                .includingLate(includeLate)
                .fast(fast)
                .run(
                        query -> query.withDays(from, to)
                                .withQuantiles(quantiles.isEmpty() ? query.quantiles() : quantiles)
                                .withField(field)
                                .withBy(by.equals(List.of("")) ? List.of() : by)
                                .withMinEvents(minEvents)
                                .withExact(exact)
                                .withDistinct(distinct)
                                .withZone(zone)
                                .withPeriod(Period.parse(period)),
                        outliers,
                        threshold,
                        new QueryJob.Output(output, out, report, check));
    }
}
