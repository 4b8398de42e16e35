package io.sluice.app.process;

import io.sluice.app.failure.ExitCodes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Turns SIGTERM and SIGINT into an orderly end: what runs is asked to stop, and the process ends by itself when it has.
 * Signals are caught before the JVM makes its own shutdown of them, in which libraries take down what the run still
 * needs. A second signal ends the process at once. Thread-safe.
 */
public final class GracefulShutdown {
    /** What a shell adds to a signal's number. */
    private static final int SIGNALLED = 128;

    private final Duration patience;
    private final IntConsumer exit;
    private final PrintStream err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean expected;
    private boolean asked;
    private volatile boolean givenUp;
    private volatile int code = ExitCodes.OK;
    private Runnable stop;

    /**
     * One that hears of no signal until {@link #signalled} is called.
     *
     * @param patience how long the end may take
     * @param exit ends the process
     */
    public GracefulShutdown(Duration patience, IntConsumer exit, PrintStream err) {
        this.patience = patience;
        this.exit = exit;
        this.err = err;
    }

    /** From now on there is something that an orderly end waits for. */
    public synchronized void expect() {
        expected = true;
    }

    /** How to stop what runs; at once where the signal came before. */
    public void onSignal(Runnable action) {
        synchronized (this) {
            expected = true;
            stop = action;
            if (!asked) {
                return;
            }
        }
        action.run();
    }

    /** Whether the end has been asked for. */
    public synchronized boolean isAsked() {
        return asked;
    }

    /** Whether it took too long, so that the process is ending now; what fails by that is no news. */
    public boolean isGivenUp() {
        return givenUp;
    }

    /** The run has failed and is being closed: however the process ends now, it ends with this code. */
    public void failed(int exitCode) {
        code = exitCode;
    }

    /** What was to be waited for is done, everything is written: the process ends now. */
    public void ended() {
        ended.countDown();
    }

    /**
     * A signal came. Returns when what runs has ended.
     *
     * @param number of the signal
     */
    public void signalled(int number) {
        Runnable action;
        synchronized (this) {
            if (asked) {
                exit.accept(SIGNALLED + number);
                return;
            }
            asked = true;
            if (!expected) {
                exit.accept(ExitCodes.OK);
                return;
            }
            action = stop;
        }
        if (action != null) {
            action.run();
        }
        if (!endsInTime()) {
            givenUp = true;
            err.println("sluice: ended before the run had; what was not committed is read again by the next start");
            exit.accept(code);
        }
    }

    private boolean endsInTime() {
        try {
            return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
