package io.sluice.core.time;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Values by interval of event time (a minute, a window), in order of time. Lookups of intervals used lately neither
 * box nor search. One thread.
 */
public final class EpochBuckets<T> {
    /** Direct-mapped; a stream touches a few neighbouring intervals at a time. */
    private static final int CACHED = 64;

    private final TreeMap<Long, T> sorted = new TreeMap<>();
    private final long[] cachedKeys = new long[CACHED];
    private final Object[] cached = new Object[CACHED];

    /** The value of an interval, counted in intervals since the epoch; null if there is none. */
    @SuppressWarnings("unchecked")
    public T get(long interval) {
        int slot = (int) interval & (CACHED - 1);
        if (cached[slot] != null && cachedKeys[slot] == interval) {
            return (T) cached[slot];
        }
        T value = sorted.get(interval);
        if (value != null) {
            cachedKeys[slot] = interval;
            cached[slot] = value;
        }
        return value;
    }

    public void put(long interval, T value) {
        sorted.put(interval, value);
        int slot = (int) interval & (CACHED - 1);
        cachedKeys[slot] = interval;
        cached[slot] = value;
    }

    /** The value of the first interval; only if not empty. */
    public T first() {
        return sorted.firstEntry().getValue();
    }

    /** Takes away the first interval; only if not empty. */
    public void removeFirst() {
        cached[sorted.pollFirstEntry().getKey().intValue() & (CACHED - 1)] = null;
    }

    /** Takes away all intervals below the bound, in order of time. */
    public void removeBelow(long bound, BiConsumer<Long, T> removed) {
        while (!sorted.isEmpty() && sorted.firstKey() < bound) {
            Map.Entry<Long, T> first = sorted.pollFirstEntry();
            int slot = first.getKey().intValue() & (CACHED - 1);
            cached[slot] = null;
            removed.accept(first.getKey(), first.getValue());
        }
    }

    /** Calls with every value, in order of time. */
    public void forEach(Consumer<T> action) {
        sorted.values().forEach(action);
    }

    /** The values in order of time; not to be changed. */
    public Collection<T> values() {
        return Collections.unmodifiableCollection(sorted.values());
    }

    /** Whether an interval lies below the bound. */
    public boolean hasBelow(long bound) {
        return !sorted.isEmpty() && sorted.firstKey() < bound;
    }

    /** The last interval; only if not empty. */
    public long last() {
        return sorted.lastKey();
    }

    public boolean isEmpty() {
        return sorted.isEmpty();
    }

    public int size() {
        return sorted.size();
    }
}
