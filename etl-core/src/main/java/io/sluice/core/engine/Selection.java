package io.sluice.core.engine;

/**
 * Rows of a batch by what became of them, each kind ascending. Used again for the next batch, so that selecting
 * allocates nothing. One thread at a time.
 */
public final class Selection {
    private int[] events = new int[0];
    private int[] duplicates = new int[0];
    private int[] late = new int[0];
    private int eventCount;
    private int duplicateCount;
    private int lateCount;

    /** Empties the selection and makes room for so many rows. */
    public void reset(int rows) {
        if (events.length < rows) {
            events = new int[rows];
            duplicates = new int[rows];
            late = new int[rows];
        }
        eventCount = 0;
        duplicateCount = 0;
        lateCount = 0;
    }

    /** Selects all rows of a batch of so many as events. */
    public void resetToAll(int rows) {
        reset(rows);
        for (int row = 0; row < rows; row++) {
            addEvent(row);
        }
    }

    /** Selects a row that is neither late nor, as far as is known, a duplicate. */
    public void addEvent(int row) {
        events[eventCount++] = row;
    }

    void addLate(int row) {
        late[lateCount++] = row;
    }

    void addDuplicate(int row) {
        duplicates[duplicateCount++] = row;
    }

    /** Keeps the first of the events; the rest was found to be something else. */
    void keepEvents(int count) {
        eventCount = count;
    }

    /** The accepted rows, of which the first {@link #eventCount()} matter; before duplicates are known, all in time. */
    public int[] events() {
        return events;
    }

    public int eventCount() {
        return eventCount;
    }

    /** The late rows, of which the first {@link #lateCount()} matter. */
    public int[] late() {
        return late;
    }

    public int lateCount() {
        return lateCount;
    }

    /** The duplicates, of which the first {@link #duplicateCount()} matter. */
    public int[] duplicates() {
        return duplicates;
    }

    public int duplicateCount() {
        return duplicateCount;
    }

    /** The last late row, or -1. */
    public int lastLate() {
        return lateCount == 0 ? -1 : late[lateCount - 1];
    }

    /** The last duplicate, or -1. */
    public int lastDuplicate() {
        return duplicateCount == 0 ? -1 : duplicates[duplicateCount - 1];
    }
}
