package io.sluice.app.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whether a process can do its work: every part it depends on has answered, and not too long ago. Others ask the parts
 * and tell the outcome here, so that a request never waits for a part and cannot burden it. Thread-safe.
 */
public final class Readiness implements Page {
    private final LongSupplier nanoTime;
    private final Duration patience;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    private static final class Part {
        private String problem;
        private Long answered;
        private String owed;
        private long owedSince;
        private Duration owedWithin;
    }

    /**
     * @param nanoTime a clock that never steps
     * @param patience how old the last answer of a part may be
     */
    public Readiness(LongSupplier nanoTime, Duration patience) {
        this.nanoTime = nanoTime;
        this.patience = patience;
    }

    /** From now on a part must have answered, which it has not yet. */
    public synchronized void require(String part, String problem) {
        parts.computeIfAbsent(part, any -> new Part()).problem = problem;
    }

    /** The part has answered. */
    public synchronized void answered(String part) {
        Part told = parts.computeIfAbsent(part, any -> new Part());
        told.problem = null;
        told.answered = nanoTime.getAsLong();
    }

    /** The part does not answer; why, in words. */
    public void failed(String part, String problem) {
        require(part, problem);
    }

    /**
     * From now on a part has something to do, unless it had before.
     *
     * @param what in words, should it not be done in time
     */
    public synchronized void owes(String name, String what, Duration within) {
        Part part = parts.computeIfAbsent(name, any -> new Part());
        if (part.owed == null) {
            part.owed = what;
            part.owedWithin = within;
            part.owedSince = nanoTime.getAsLong();
        }
    }

    /** The part has done what it had to do. */
    public synchronized void done(String name) {
        parts.computeIfAbsent(name, any -> new Part()).owed = null;
    }

    /** What is in the way, one line each; nothing where all is well. */
    public synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        parts.forEach((name, part) -> {
            if (part.problem != null) {
                problems.add(name + ": " + part.problem.replaceAll("\\R", " "));
            } else if (part.answered != null) {
                Duration silent = since(part.answered);
                if (silent.compareTo(patience) > 0) {
                    problems.add(name + ": has not answered for " + silent.toSeconds() + " s");
                }
            }
            if (part.owed != null && since(part.owedSince).compareTo(part.owedWithin) > 0) {
                problems.add(name + ": " + part.owed + " for "
                        + since(part.owedSince).toSeconds() + " s");
            }
        });
        return problems;
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - nanos);
    }

    /** 200 when all is well, else 503 with the problems. */
    @Override
    public Response get(String accept) {
        List<String> problems = problems();
        return problems.isEmpty()
                ? Response.text(200, "ready")
                : Response.text(503, "not ready\n" + String.join("\n", problems));
    }
}
