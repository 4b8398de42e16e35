package io.sluice.core.port;

import io.sluice.core.event.Rejection;
import java.util.List;

/**
 * Where copies of rejected records go, for others to look at or to mend. At least once: a commit is recorded only after
 * the letters of its rejections are safe, so a crash in between sends them again and never loses one. What is in
 * {@code rejected/} counts; letters may be there twice, or be there before their commit is.
 *
 * <p>Lifecycle: {@link #open} once, then {@link #send} and {@link #flush}, then {@link #close}. {@code send} is called by
 * one thread and {@code flush} by another, perhaps at the same time; {@link #sent} by any. What cannot be delivered after
 * an implementation's own retries throws {@link SourceUnavailableException}.
 */
public interface DeadLetters extends AutoCloseable {
    /** Takes no letters. */
    DeadLetters NONE = new DeadLetters() {
        @Override
        public void open(String source) {}

        @Override
        public void send(List<Rejection> rejections) {}

        @Override
        public void flush() {}

        @Override
        public long sent() {
            return 0;
        }

        @Override
        public void close() {}
    };

    /**
     * Checks that letters can be delivered at all.
     *
     * @param source what the rejected records are read from; every letter names it
     */
    void open(String source);

    /**
     * Takes a copy of each record. May wait for room, which is how a slow receiver holds back the source; does not wait
     * for delivery.
     */
    void send(List<Rejection> rejections);

    /** Returns when every letter sent before the call is delivered for good. */
    void flush();

    /** Letters delivered so far. */
    long sent();

    /** Gives up what is not delivered, after a short wait; does nothing a second time. */
    @Override
    void close();
}
