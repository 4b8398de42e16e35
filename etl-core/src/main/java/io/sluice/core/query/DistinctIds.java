package io.sluice.core.query;

/**
 * A set of 128-bit event ids that stops taking more once it has enough. Open addressing with linear probing, 16 bytes a
 * slot, two thirds full at most. Guarded by whoever shares it, but for {@link #isEnough()}, which may lag behind.
 */
public final class DistinctIds {
    private static final int INITIAL_SLOTS = 64;

    private final long enough;
    private long[] slots = new long[2 * INITIAL_SLOTS];
    private int used;
    /** The id 0, 0, which marks free slots. */
    private boolean hasZero;

    private volatile boolean isEnough;

    /** @param enough how many distinct ids are wanted; {@link Long#MAX_VALUE} for all */
    public DistinctIds(long enough) {
        this.enough = enough;
        this.isEnough = enough <= 0;
    }

    /** Whether further ids make no difference. */
    boolean isEnough() {
        return isEnough;
    }

    /** The distinct ids added, as long as they are not enough. */
    public long count() {
        return used + (hasZero ? 1 : 0);
    }

    /** Adds an id, whether it is new or not. */
    public void add(long high, long low) {
        if ((high | low) == 0) {
            hasZero = true;
        } else if (insert(slots, high, low)) {
            used++;
            if (3L * used > slots.length) {
                grow();
            }
        }
        if (count() >= enough) {
            isEnough = true;
        }
    }

    private static boolean insert(long[] slots, long high, long low) {
        int mask = slots.length / 2 - 1;
        for (int slot = hash(high, low) & mask; ; slot = (slot + 1) & mask) {
            long foundHigh = slots[2 * slot];
            long foundLow = slots[2 * slot + 1];
            if ((foundHigh | foundLow) == 0) {
                slots[2 * slot] = high;
                slots[2 * slot + 1] = low;
                return true;
            }
            if (foundHigh == high && foundLow == low) {
                return false;
            }
        }
    }

    /** Mixes well even where ids are integers counted up. */
    private static int hash(long high, long low) {
        long mixed = (low ^ Long.rotateLeft(high, 29)) * 0x9e3779b97f4a7c15L;
        return (int) (mixed ^ mixed >>> 32);
    }

    /** Calls with every id, in no order to be relied on. */
    public void forEach(IdConsumer consumer) {
        if (hasZero) {
            consumer.accept(0, 0);
        }
        for (int slot = 0; slot < slots.length; slot += 2) {
            if ((slots[slot] | slots[slot + 1]) != 0) {
                consumer.accept(slots[slot], slots[slot + 1]);
            }
        }
    }

    /** Takes the two halves of an id. */
    public interface IdConsumer {
        void accept(long high, long low);
    }

    private void grow() {
        if (slots.length >= 1 << 30) {
            throw new IllegalStateException("More than " + used
                    + " distinct event ids in one group of one day; ask without counting them all (--distinct), or for"
                    + " smaller groups");
        }
        long[] grown = new long[2 * slots.length];
        for (int slot = 0; slot < slots.length; slot += 2) {
            if ((slots[slot] | slots[slot + 1]) != 0) {
                insert(grown, slots[slot], slots[slot + 1]);
            }
        }
        slots = grown;
    }
}
