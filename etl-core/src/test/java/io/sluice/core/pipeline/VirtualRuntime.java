package io.sluice.core.pipeline;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.EventSource;
import io.sluice.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A whole pipeline on the thread of a test, in virtual time: tasks of all stages wait until the pipeline waits, then run
 * in an order that a seed decides, and when there is none time passes at once. One thread.
 */
final class VirtualRuntime implements PipelineRuntime {
    private final ManualClock clock = new ManualClock();
    private final List<Queue<Runnable>> stages = new ArrayList<>();
    private final Random random;

    VirtualRuntime(long seed) {
        random = new Random(seed);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    /** Lets the wall clock step. */
    void step(Duration by) {
        clock.step(by);
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration timeout) {
        while (!condition.getAsBoolean()) {
            if (!runAny()) {
                if (timeout.compareTo(Duration.ofDays(1)) > 0) {
                    throw new IllegalStateException("The pipeline waits for what can never be");
                }
                clock.advance(timeout);
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private boolean runAny() {
        List<Queue<Runnable>> ready =
                stages.stream().filter(stage -> !stage.isEmpty()).toList();
        if (ready.isEmpty()) {
            return false;
        }
        ready.get(random.nextInt(ready.size())).remove().run();
        return true;
    }

    @Override
    public void signal() {}

    @Override
    public ExecutorService executor(String name, int threads) {
        Queue<Runnable> tasks = new ArrayDeque<>();
        stages.add(tasks);
        return new Stage(tasks);
    }

    /** A source whose polls let virtual time pass, or the other stages work, where there is nothing to read. */
    EventSource source(EventSource source) {
        return new ForwardingSource(source) {
            @Override
            public RecordBatch poll(Duration timeout) {
                RecordBatch batch = super.poll(Duration.ZERO);
                if (batch == null && !timeout.isZero()) {
                    await(() -> false, timeout);
                }
                return batch;
            }
        };
    }

    private static final class Stage extends AbstractExecutorService {
        private final Queue<Runnable> tasks;
        private boolean shutDown;

        Stage(Queue<Runnable> tasks) {
            this.tasks = tasks;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void shutdown() {
            shutDown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutDown = true;
            List<Runnable> left = List.copyOf(tasks);
            tasks.clear();
            return left;
        }

        @Override
        public boolean isShutdown() {
            return shutDown;
        }

        @Override
        public boolean isTerminated() {
            return shutDown && tasks.isEmpty();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
            return true;
        }
    }
}
