package io.sluice.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a pipeline needs of the machine: clocks, threads, and a way to wait. All it does beyond calling its source and
 * its lake goes through this, so that a whole run can take place on one thread in virtual time. Any thread calls.
 */
public interface PipelineRuntime {
    /** The wall clock, for times that are recorded. It may step. */
    Instant now();

    /** A clock that never steps, in nanoseconds since any moment, for intervals. */
    long nanoTime();

    /**
     * Threads for one stage of the pipeline, which shuts them down at its end. Their tasks do not wait for one another.
     *
     * @param name for the threads
     * @param threads at least 1
     */
    ExecutorService executor(String name, int threads);

    /**
     * Waits until a condition holds, which is looked at again after every {@link #signal}.
     *
     * @param timeout the longest time to wait
     * @return whether the condition holds
     */
    boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException;

    /** Says that a condition somebody waits for may hold now. */
    void signal();

    /**
     * Real threads and real waiting.
     *
     * @param clock the wall clock, usually {@code InstantSource.system()}
     * @param nanoTime the clock that never steps, usually {@code System::nanoTime}
     */
    static PipelineRuntime threads(InstantSource clock, LongSupplier nanoTime) {
        return new ThreadRuntime(clock, nanoTime);
    }
}
