package io.sluice.core.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects holes. Those of offsets that follow on one another are made one, and of too many only the number is kept, so
 * that a lake in ruins does not take the memory too. One thread.
 */
public final class Discrepancies {
    private final int most;
    private final List<Discrepancy> kept = new ArrayList<>();
    private long more;
    private boolean preventsReading;
    private Discrepancy open;

    /**
     * @param most how many are kept
     */
    public Discrepancies(int most) {
        this.most = most;
    }

    /** Takes a hole in. */
    public void add(Discrepancy hole) {
        preventsReading |= hole.kind().preventsReading();
        if (open != null && follows(hole)) {
            open = new Discrepancy(
                    open.kind(),
                    open.commit(),
                    open.file(),
                    open.partition(),
                    open.firstOffset(),
                    hole.lastOffset(),
                    open.detail());
            return;
        }
        close();
        open = hole;
    }

    private boolean follows(Discrepancy hole) {
        return hole.firstOffset() >= 0
                && hole.firstOffset() == open.lastOffset() + 1
                && hole.kind() == open.kind()
                && hole.commit() == open.commit()
                && hole.partition() == open.partition()
                && java.util.Objects.equals(hole.file(), open.file())
                && hole.detail().equals(open.detail());
    }

    private void close() {
        if (open == null) {
            return;
        }
        if (kept.size() < most) {
            kept.add(open);
        } else {
            more++;
        }
        open = null;
    }

    /** Those kept, in the order they were found. */
    public List<Discrepancy> kept() {
        close();
        return List.copyOf(kept);
    }

    /** How many there are beside those kept. */
    public long more() {
        close();
        return more;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return kept.isEmpty() && open == null;
    }

    /** Whether something could not be looked at. */
    public boolean preventReading() {
        return preventsReading;
    }
}
