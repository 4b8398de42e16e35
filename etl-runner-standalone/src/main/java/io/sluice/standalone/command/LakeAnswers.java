package io.sluice.standalone.command;

import io.sluice.app.query.QueryJob;
import io.sluice.app.query.QueryOption;
import io.sluice.app.query.QueryRequest;
import io.sluice.app.report.ResultNotes;
import io.sluice.core.port.EventScan;
import io.sluice.core.port.NamedFile;
import io.sluice.core.query.FastQuery;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.core.query.ScanWithLate;
import io.sluice.standalone.Wiring;
import io.sluice.standalone.report.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Answers questions from the lake, on the cores of this machine. */
record LakeAnswers(Wiring wiring, EventScan scan, QueryRequest request, PrintWriter err) implements QueryJob.Engine {
    @Override
    public QueryResult answer(QuerySpec question) {
        try (scan) {
            if (request.has(QueryOption.FAST)) {
                return askFast(question);
            }
            return request.has(QueryOption.INCLUDE_LATE) ? askWithLate(question) : ask(scan, question);
        }
    }

    private QueryResult askWithLate(QuerySpec asked) {
        ScanWithLate late = new ScanWithLate(scan);
        QueryResult result = ask(late, asked);
        err.println(ResultNotes.of(late.counts()));
        return result;
    }

    private QueryResult askFast(QuerySpec asked) {
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

    @Override
    public void report(QueryResult result, NamedFile file) throws IOException {
        QuerySpec asked = result.spec();
        long from = asked.from() == null ? Long.MIN_VALUE : startMicros(asked.from(), asked.zone());
        long to = asked.to() == null ? Long.MAX_VALUE : startMicros(asked.to().plusDays(1), asked.zone());
        HtmlReport.Origin origin = new HtmlReport.Origin(wiring.lakeUri(), Instant.now(), wiring.quality(from, to));
        StringWriter page = new StringWriter();
        HtmlReport.write(result, origin, page);
        file.write(page.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static long startMicros(LocalDate day, ZoneId zone) {
        return TimeUnit.SECONDS.toMicros(day.atStartOfDay(zone).toEpochSecond());
    }
}
