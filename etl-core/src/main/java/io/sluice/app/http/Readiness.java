package io.sluice.app.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a process can do its work: every part it depends on has answered, and not too long ago. Others ask the parts
 * and tell the outcome here, so that a request never waits for a part and cannot burden it. Thread-safe.
 */
public final class Readiness implements Page {
    private final InstantSource clock;
    private final Duration patience;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    private static final class Part {
        private String problem;
        private Instant answered;
    }

    /** @param patience how old the last answer of a part may be */
    public Readiness(InstantSource clock, Duration patience) {
        this.clock = clock;
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
        told.answered = clock.instant();
    }

    /** The part does not answer; why, in words. */
    public void failed(String part, String problem) {
        require(part, problem);
    }

    /** What is in the way, one line each; nothing where all is well. */
    public synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        parts.forEach((name, part) -> {
            if (part.problem != null) {
                problems.add(name + ": " + part.problem.replaceAll("\\R", " "));
            } else {
                Duration silent = Duration.between(part.answered, clock.instant());
                if (silent.compareTo(patience) > 0) {
                    problems.add(name + ": has not answered for " + silent.toSeconds() + " s");
                }
            }
        });
        return problems;
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
