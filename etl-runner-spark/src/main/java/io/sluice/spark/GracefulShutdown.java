package io.sluice.spark;

import io.sluice.app.failure.ExitCodes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.SignalUtils;

/**
 * Turns SIGTERM and SIGINT of the driver into an orderly end with exit code 0: the batch under way is committed, and no
 * other begins. Thread-safe.
 *
 * <p>A signal is caught before the JVM makes its shutdown of it: in that, Spark would stop its context beside us, and
 * the process would end with the signal's number. Spark's own way of catching signals is taken, since a cluster manager
 * may have caught them before.
 */
final class GracefulShutdown {
    /** Below the half minute that Kubernetes gives a pod. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final PrintStream err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean expected;
    private volatile boolean asked;
    private volatile boolean givenUp;

    private GracefulShutdown(PrintStream err) {
        this.err = err;
    }

    /** One that the signals of this process ask for. A second signal ends it at once, as signals do. */
    static GracefulShutdown onSignals(PrintStream err) {
        GracefulShutdown end = new GracefulShutdown(err);
        SignalUtils.register("TERM", end::signalled);
        SignalUtils.register("INT", end::signalled);
        return end;
    }

    /** From now on there is something that an orderly end waits for. */
    synchronized void expect() {
        expected = true;
    }

    /** Whether the end has been asked for. */
    boolean isAsked() {
        return asked;
    }

    /** Whether it took too long, so that the process is ending now; what fails by that is no news. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** What was to be waited for is done. */
    void ended() {
        ended.countDown();
    }

    /** @return that nobody else needs to handle the signal */
    private boolean signalled() {
        synchronized (this) {
            asked = true;
            if (!expected) {
                System.exit(ExitCodes.OK);
            }
        }
        err.println("sluice: ending when the batch under way is committed");
        if (!endsInTime()) {
            givenUp = true;
            err.println("sluice: ended before the batch had; what was not committed is read again by the next start");
            System.exit(ExitCodes.OK);
        }
        return true;
    }

    private boolean endsInTime() {
        try {
            return ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
