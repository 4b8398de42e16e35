package io.sluice.lake.store;

import io.sluice.core.pipeline.DaemonThreads;
import io.sluice.core.port.LakeUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does the same to many files of a store, some at a time: a request to a store far away is mostly waiting. When one
 * fails no further one is begun, and those under way are waited for, so that nothing goes on behind the caller's back.
 * Its threads are daemons and end when they have nothing to do for a while. Safe for threads.
 */
public final class BoundedParallelism {
    /** Well within the connections that a client has, and enough to make a hundred files a matter of a second. */
    public static final int THREADS = 16;

    private static final int IDLE_SECONDS = 10;

    private final ExecutorService threads;

    /** Begins no thread before there is work. */
    public BoundedParallelism() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("sluice-files"));
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /**
     * Works on all items.
     *
     * @param work done by any thread, in any order
     * @param done told of each outcome by the calling thread, in the order of the items
     * @throws RuntimeException the first failure, in the order of the items
     */
    public <T, R> void each(List<T> items, Function<T, R> work, Consumer<R> done) {
        if (items.size() == 1) {
            done.accept(work.apply(items.get(0)));
            return;
        }
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<R>> outcomes = new ArrayList<>();
        for (T item : items) {
            outcomes.add(threads.submit(() -> failed.get() ? null : work.apply(item)));
        }
        Throwable failure = null;
        for (Future<R> outcome : outcomes) {
            try {
                R result = outcome.get();
                if (failure == null) {
                    done.accept(result);
                }
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                failed.set(true);
                outcomes.forEach(each -> each.cancel(true));
                Thread.currentThread().interrupt();
                throw new LakeUnavailableException("Interrupted while files were read, uploaded, moved or deleted", e);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            failed.compareAndSet(false, failure != null);
        }
        rethrow(failure);
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new IllegalStateException("Work on a file failed", failure);
        }
    }
}
