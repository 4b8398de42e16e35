package io.sluice.standalone.metrics;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts the different keys of the last minute. Thread-safe. */
final class ActiveKeys {
    /** Keys can be as many as messages; the memory they take is bounded. */
    static final int MOST = 100_000;

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    /** When a key was sent last; the longest silent first. */
    private final Map<ByteBuffer, Long> lastSent = new LinkedHashMap<>(64, 0.75f, true);

    /** @param key not to be changed later; null for a message without one */
    synchronized void sent(byte[] key, long nanoTime) {
        if (key == null) {
            return;
        }
        lastSent.put(ByteBuffer.wrap(key), nanoTime);
        if (lastSent.size() > MOST) {
            Iterator<?> eldest = lastSent.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    synchronized int active(long nanoTime) {
        Iterator<Long> times = lastSent.values().iterator();
        while (times.hasNext() && nanoTime - times.next() > WINDOW_NANOS) {
            times.remove();
        }
        return lastSent.size();
    }
}
