package io.sluice.standalone.command;

import io.sluice.app.failure.ExitCodes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into an orderly end: the command that runs is asked to stop, and the process ends with the
 * command's own exit code once it has returned. Thread-safe.
 */
final class GracefulShutdown {
    /** Whoever sent the signal is promised an end within five seconds. */
    private static final long PATIENCE_MILLIS = 4_500;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode;
    private boolean graceful;
    private boolean signalled;
    private Runnable stop;

    /** Whether the process is there for one command. */
    private final boolean ownsProcess;

    private GracefulShutdown(boolean ownsProcess) {
        this.ownsProcess = ownsProcess;
    }

    /** One that listens to the signals of this process. */
    static GracefulShutdown install() {
        GracefulShutdown shutdown = new GracefulShutdown(true);
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::signalled, "sluice-shutdown"));
        return shutdown;
    }

    /** One that hears of no signal, for commands run inside another program. */
    static GracefulShutdown none() {
        return new GracefulShutdown(false);
    }

    boolean ownsProcess() {
        return ownsProcess;
    }

    /** From now on a signal waits for the command instead of ending the process at once. */
    synchronized void expectOrderlyEnd() {
        graceful = true;
    }

    /** How to stop the command; at once where the signal came before. */
    void onSignal(Runnable action) {
        synchronized (this) {
            graceful = true;
            stop = action;
            if (!signalled) {
                return;
            }
        }
        action.run();
    }

    /** The command has returned, everything is written. */
    void finished(int code) {
        exitCode = code;
        finished.countDown();
    }

    private void signalled() {
        Runnable action;
        synchronized (this) {
            if (finished.getCount() == 0 || !graceful) {
                return;
            }
            signalled = true;
            action = stop;
        }
        if (action != null) {
            action.run();
        }
        Runtime.getRuntime().halt(waitForEnd());
    }

    /** What was decided but not committed in time is decided again by the next start: the lake is the state. */
    private int waitForEnd() {
        try {
            if (finished.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return exitCode;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("sluice: ended before the run had; what was not committed is read again by the next start");
        return ExitCodes.OK;
    }
}
