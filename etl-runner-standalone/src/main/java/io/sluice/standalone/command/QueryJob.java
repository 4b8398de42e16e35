package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.report.BaselineResult;
import io.sluice.app.report.ResultFormat;
import io.sluice.app.report.ResultNotes;
import io.sluice.core.port.EventScan;
import io.sluice.core.query.FastQuery;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.core.query.ScanWithLate;
import io.sluice.standalone.Wiring;
import io.sluice.standalone.report.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Asks the question and writes the answer. */
final class QueryJob {
    private final Settings settings;
    private final CommandLine commandLine;
    private final boolean verbose;

    private final Wiring wiring;
    private boolean includesLate;
    private boolean fast;

    QueryJob(Settings settings, CommandLine commandLine, boolean verbose) {
        this.settings = settings;
        this.commandLine = commandLine;
        this.verbose = verbose;
        this.wiring = new Wiring(settings);
    }

    /** Takes late events in, whose hour has none of their id. */
    QueryJob includingLate(boolean included) {
        includesLate = included;
        return this;
    }

    /** Answers from the summaries of days where there are some. */
    QueryJob fast(boolean isFast) {
        fast = isFast;
        return this;
    }

    /**
     * Asks what the options say, writes rows to where the output goes and notes to standard error.
     *
     * @param options what they make of the default question
     * @return the exit code
     */
    int run(UnaryOperator<QuerySpec> options, String outliers, Double threshold, Output output) throws IOException {
        requirePlace(output.file);
        requirePlace(output.report);
        QueryResult result;
        ResultFormat format;
        BaselineResult earlier;
        try (EventScan scan = new ProgressScan(wiring.scan())) {
            format = ResultFormat.of(output.format);
            QuerySpec asked = options.apply(QuerySpec.DEFAULT.withId(settings.text(ConfigKey.EVENT_ID)))
                    .withOutliers(OutlierRule.parse(outliers, threshold))
                    .withDistributions(output.report != null);
            earlier = output.check == null ? null : earlier(output.check, asked);
            result = fast ? askFast(scan, asked) : includesLate ? askWithLate(scan, asked) : ask(scan, asked);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, e.getMessage(), e);
        }
        write(result, format, output.file);
        if (output.report != null) {
            writeReport(result, output.report);
        }
        PrintWriter err = commandLine.getErr();
        ResultNotes.of(result).forEach(err::println);
        if (verbose) {
            ResultNotes.verbose(result).forEach(err::println);
        }
        boolean same = earlier == null || earlier.isSame(result, err::println);
        return same && !result.rows().isEmpty() ? ExitCodes.OK : ExitCodes.NO;
    }

    /** Whoever waited for an answer should not learn then that there is no place for it. */
    private static void requirePlace(Path file) throws IOException {
        if (file == null) {
            return;
        }
        if (Files.isDirectory(file)) {
            throw new IOException("Cannot write the answer to " + file + ", which is a folder; name a file");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new IOException("Cannot write the answer to " + file + ": there is no folder " + folder);
        }
    }

    private static BaselineResult earlier(Path file, QuerySpec asked) throws IOException {
        return BaselineResult.read(file.toString(), Files.readAllBytes(file), asked);
    }

    private QueryResult askWithLate(EventScan scan, QuerySpec asked) {
        ScanWithLate late = new ScanWithLate(scan);
        QueryResult result = ask(late, asked);
        commandLine.getErr().println(ResultNotes.of(late.counts()));
        return result;
    }

    private QueryResult askFast(EventScan scan, QuerySpec asked) {
        PrintWriter err = commandLine.getErr();
        FastQuery.Answer answer = sideBySide((executor, memory) -> FastQuery.run(
                scan,
                asked,
                executor,
                memory,
                (day, damage) -> err.println(
                        "The rows of " + day + " are read: " + damage + "; sluice compact writes its summary anew")));
        err.println(note(answer));
        return answer.result();
    }

    private static String note(FastQuery.Answer answer) {
        if (answer.summarised() == 0) {
            return "Rows were read, since no day has a summary that answers this question; sluice compact writes them, for"
                    + " UTC days, " + QuerySpec.DEFAULT.field() + " and "
                    + String.join(", ", QuerySpec.DEFAULT.by());
        }
        return "Approximate: " + answer.summarised() + " of " + answer.days() + " days answered from summaries."
                + " Quantiles are within about " + FastQuery.USUAL_ERROR_PERCENT + " % of the exact ones, kept and"
                + " outliers are estimates; events, mean and stddev are exact";
    }

    /** Hours are read side by side; the digits do not depend on it. */
    static QueryResult ask(EventScan scan, QuerySpec asked) {
        return sideBySide((executor, memory) -> ScanQuery.run(scan, asked, executor, memory));
    }

    private static <T> T sideBySide(BiFunction<Executor, Long, T> question) {
        Runtime runtime = Runtime.getRuntime();
        ExecutorService executor = Executors.newFixedThreadPool(runtime.availableProcessors());
        try {
            return question.apply(executor, runtime.maxMemory() / 4);
        } finally {
            executor.shutdownNow();
        }
    }

    /**
     * Where the answer goes.
     *
     * @param format the name of a {@link ResultFormat}
     * @param file null for standard output
     * @param report where a page for the browser goes, or null
     * @param check an earlier answer to compare with, or null
     */
    record Output(String format, Path file, Path report, Path check) {}

    private void write(QueryResult result, ResultFormat format, Path file) throws IOException {
        if (file == null) {
            format.write(result, commandLine.getOut());
            commandLine.getOut().flush();
            return;
        }
        try (Writer writer = Files.newBufferedWriter(file)) {
            format.write(result, writer);
        }
    }

    private void writeReport(QueryResult result, Path file) throws IOException {
        QuerySpec asked = result.spec();
        long from = asked.from() == null ? Long.MIN_VALUE : startMicros(asked.from(), asked.zone());
        long to = asked.to() == null ? Long.MAX_VALUE : startMicros(asked.to().plusDays(1), asked.zone());
        HtmlReport.Origin origin =
                new HtmlReport.Origin(settings.text(ConfigKey.LAKE_URI), Instant.now(), wiring.quality(from, to));
        try (Writer writer = Files.newBufferedWriter(file)) {
            HtmlReport.write(result, origin, writer);
        }
    }

    private static long startMicros(LocalDate day, ZoneId zone) {
        return TimeUnit.SECONDS.toMicros(day.atStartOfDay(zone).toEpochSecond());
    }
}
