package io.sluice.lake.store;

/** What shows in an {@link ObjectStore} that a process is gone, where the storage has such a thing. */
public interface ProcessLocks {
    /**
     * Makes an object by which others can tell that this process is gone, until it is released; of a name that was never
     * used before. Where the storage has no such thing, nothing is made.
     */
    default Hold hold(String path) {
        return () -> {};
    }

    /** Whether an object made by {@link #hold} is left of a process that is certainly gone. False where that is unknown. */
    default boolean isAbandoned(String path) {
        return false;
    }

    /** Ties an object to the life of this process. */
    interface Hold extends AutoCloseable {
        /** Lets go of it. Never throws. */
        @Override
        void close();
    }
}
