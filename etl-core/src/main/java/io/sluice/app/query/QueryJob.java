package io.sluice.app.query;

import io.sluice.app.failure.ExitCodes;
import io.sluice.app.failure.UsageException;
import io.sluice.app.report.BaselineResult;
import io.sluice.app.report.ResultNotes;
import io.sluice.core.port.NamedFile;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Asks the question, writes rows to where they go and notes to standard error. */
public final class QueryJob {
    private final QueryRequest request;
    private final Function<String, NamedFile> files;
    private final PrintWriter out;
    private final PrintWriter err;

    /** Who answers. */
    public interface Engine {
        QueryResult answer(QuerySpec question) throws IOException;

        /** Writes the page for the browser, where {@link QueryOption#REPORT} asks for one. */
        default void report(QueryResult result, NamedFile file) throws IOException {
            throw new IllegalStateException("This runner writes no page");
        }
    }

    /** @param files what a name on the command line stands for */
    public QueryJob(QueryRequest request, Function<String, NamedFile> files, PrintWriter out, PrintWriter err) {
        this.request = request;
        this.files = files;
        this.out = out;
        this.err = err;
    }

    /**
     * Does it.
     *
     * @param defaults what is asked where no option says something else
     * @param verbose whether to say how the answer came about
     * @return the exit code
     * @throws UsageException if the question does not fit the lake
     */
    public int run(QuerySpec defaults, boolean verbose, Engine engine) throws IOException {
        NamedFile file = place(QueryOption.OUT);
        NamedFile page = place(QueryOption.REPORT);
        QueryResult result;
        BaselineResult earlier;
        try {
            QuerySpec question = request.question(defaults);
            earlier = request.has(QueryOption.CHECK) ? earlier(request.text(QueryOption.CHECK), question) : null;
            result = engine.answer(question);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        if (file == null) {
            request.format().write(result, out);
            out.flush();
        } else {
            StringBuilder text = new StringBuilder();
            request.format().write(result, text);
            file.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (page != null) {
            engine.report(result, page);
        }
        ResultNotes.of(result).forEach(err::println);
        if (verbose) {
            ResultNotes.verbose(result).forEach(err::println);
        }
        boolean same = earlier == null || earlier.isSame(result, err::println);
        return same && !result.rows().isEmpty() ? ExitCodes.OK : ExitCodes.NO;
    }

    /** That there is no place for an answer should be known before anybody waits for it. */
    private NamedFile place(QueryOption option) throws IOException {
        if (!request.has(option)) {
            return null;
        }
        NamedFile file = files.apply(request.text(option));
        file.requirePlace();
        return file;
    }

    private BaselineResult earlier(String name, QuerySpec question) throws IOException {
        byte[] csv;
        try {
            csv = files.apply(name).read();
        } catch (IOException e) {
            throw new IOException("Cannot read the earlier answer " + name + " (" + e + ")", e);
        }
        return BaselineResult.read(name, csv, question);
    }
}
