package io.sluice.core.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The same task for many items, on the threads of an executor. */
final class ParallelTasks {
    private ParallelTasks() {}

    /** Returns when all are done; throws what one of them threw. */
    static <T> void forEach(Collection<T> items, Executor executor, Consumer<T> task) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (T item : items) {
            running.add(CompletableFuture.runAsync(() -> task.accept(item), executor));
        }
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
