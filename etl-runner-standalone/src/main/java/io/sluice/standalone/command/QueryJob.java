package io.sluice.standalone.command;

import io.sluice.core.port.EventScan;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.PercentileQuery;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.standalone.Wiring;
import io.sluice.standalone.config.ConfigKey;
import io.sluice.standalone.config.Settings;
import io.sluice.standalone.report.ResultFormat;
import io.sluice.standalone.report.ResultNotes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Asks the question and writes the answer. */
final class QueryJob {
    private final Settings settings;
    private final CommandLine commandLine;
    private final boolean verbose;

    QueryJob(Settings settings, CommandLine commandLine, boolean verbose) {
        this.settings = settings;
        this.commandLine = commandLine;
        this.verbose = verbose;
    }

    /**
     * Asks what the options say, writes rows to {@code file} or standard output and notes to standard error.
     *
     * @param options what they make of the default question
     * @return the exit code
     */
    int run(UnaryOperator<QuerySpec> options, String outliers, Double threshold, String format, Path file)
            throws IOException {
        QueryResult result;
        ResultFormat resultFormat;
        try (EventScan scan = new Wiring(settings).scan()) {
            resultFormat = ResultFormat.of(format);
            QuerySpec asked = options.apply(QuerySpec.DEFAULT.withId(settings.text(ConfigKey.EVENT_ID)))
                    .withOutliers(OutlierRule.parse(outliers, threshold));
            result = ask(scan, asked);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, e.getMessage(), e);
        }
        write(result, resultFormat, file);
        PrintWriter err = commandLine.getErr();
        ResultNotes.of(result).forEach(err::println);
        if (verbose) {
            ResultNotes.verbose(result).forEach(err::println);
        }
        return result.rows().isEmpty() ? ExitCodes.NO : ExitCodes.OK;
    }

    /** Hours are read side by side; the digits do not depend on it. */
    static QueryResult ask(EventScan scan, QuerySpec asked) {
        Runtime runtime = Runtime.getRuntime();
        ExecutorService executor = Executors.newFixedThreadPool(runtime.availableProcessors());
        try {
            return PercentileQuery.run(scan, asked, executor, runtime.maxMemory() / 4);
        } finally {
            executor.shutdownNow();
        }
    }

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
}
