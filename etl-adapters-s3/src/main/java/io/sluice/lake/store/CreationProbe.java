package io.sluice.lake.store;

import io.sluice.core.pipeline.DaemonThreads;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out whether a store that knows conditional creation also keeps it. Writers one after the other are kept apart by
 * many that are not: those that look first and write then. So several race, round by round.
 */
final class CreationProbe {
    private static final int WRITERS = 8;
    private static final int ROUNDS = 4;

    /** Where it is tried. */
    interface Target {
        /** Creates an object unless there is one of that name; whether this call did. */
        boolean create(String name, byte[] bytes) throws IOException;

        /** The bytes of an object. */
        byte[] read(String name) throws IOException;

        /** Deletes an object if it is there. */
        void delete(String name) throws IOException;
    }

    private CreationProbe() {}

    /**
     * Whether one writer of many succeeded in every round.
     *
     * @param name not used by anybody else
     * @throws IOException if the target fails
     */
    static boolean isAtomic(Target target, String name) throws IOException {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS, DaemonThreads.named("sluice-creation-probe"));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                if (!race(target, name + "-" + round, writers)) {
                    return false;
                }
            }
            return true;
        } finally {
            writers.shutdownNow();
        }
    }

    private static boolean race(Target target, String name, ExecutorService writers) throws IOException {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<Future<Boolean>> outcomes = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            byte[] own = {(byte) writer};
            outcomes.add(writers.submit(racer(target, name, own, start)));
        }
        try {
            return isWonByOne(outcomes, target, name);
        } finally {
            target.delete(name);
        }
    }

    private static Callable<Boolean> racer(Target target, String name, byte[] own, CyclicBarrier start) {
        return () -> {
            start.await();
            return target.create(name, own);
        };
    }

    private static boolean isWonByOne(List<Future<Boolean>> outcomes, Target target, String name) throws IOException {
        int winner = -1;
        int winners = 0;
        for (int writer = 0; writer < outcomes.size(); writer++) {
            if (outcome(outcomes.get(writer))) {
                winner = writer;
                winners++;
            }
        }
        byte[] found;
        try {
            found = target.read(name);
        } catch (FileNotFoundException e) {
            return false;
        }
        // Nobody knows to have won where the answer to the one who did was lost, and that is no fault of the store.
        return winners == 0 || (winners == 1 && Arrays.equals(found, new byte[] {(byte) winner}));
    }

    private static boolean outcome(Future<Boolean> writer) throws IOException {
        try {
            return writer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the writers of a probe");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(
                    "a writer of the probe failed: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
