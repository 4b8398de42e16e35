package io.sluice.lake.store;

import io.sluice.core.port.LakeUnreachableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats requests that failed for a passing reason: a few times, or after {@link #retryForever} for as long as it takes.
 * Until then a failure is a failure: whoever starts wants to know at once that the address is wrong. Says that it waits,
 * and at growing intervals that it still does, however many threads are at it. Safe for threads; an interrupted one
 * gives up with the failure it has.
 */
final class RetryPolicy {
    private static final Logger log = LoggerFactory.getLogger(RetryPolicy.class);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private final String store;
    private final Duration shortestPause;
    private final Duration longestPause;
    private volatile boolean enduring;

    /** Since when nothing succeeded, as {@link System#nanoTime} tells it, while {@code failures} is above 0. */
    private long awaySince;

    private long failures;
    private long nextLogAt;

    /** @param store how it is named in the log */
    RetryPolicy(String store) {
        this(store, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    RetryPolicy(String store, Duration shortestPause, Duration longestPause) {
        this.store = store;
        this.shortestPause = shortestPause;
        this.longestPause = longestPause;
    }

    /** From now on outages are ridden out. */
    void retryForever() {
        enduring = true;
    }

    /** Makes a request, which may be made any number of times. */
    <T> T execute(Supplier<T> request) {
        Duration pause = shortestPause;
        while (true) {
            try {
                T answer = request.get();
                answered();
                return answer;
            } catch (LakeUnreachableException failure) {
                if (!enduring
                        || !failure.isRetryable()
                        || Thread.currentThread().isInterrupted()) {
                    throw failure;
                }
                failed(failure);
                backOff(pause, failure);
                pause = min(pause.multipliedBy(2), longestPause);
            }
        }
    }

    private static void backOff(Duration pause, LakeUnreachableException failure) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private synchronized void failed(LakeUnreachableException failure) {
        long now = System.nanoTime();
        if (failures++ == 0) {
            awaySince = now;
            nextLogAt = now;
        }
        if (now - nextLogAt >= 0) {
            log.warn(
                    "The lake's store {} has not answered for {} s, and is asked until it does; reading waits."
                            + " The last failure: {}",
                    store,
                    TimeUnit.NANOSECONDS.toSeconds(now - awaySince),
                    failure.getMessage());
            // As long as it has been away already, so that there are few lines however long it takes.
            nextLogAt = now + Math.min(Math.max(now - awaySince, longestPause.toNanos()), LONGEST_SILENCE.toNanos());
        }
    }

    private synchronized void answered() {
        if (failures > 0) {
            log.info(
                    "The lake's store {} answers again after {} s and {} failed attempts",
                    store,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - awaySince),
                    failures);
            failures = 0;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
