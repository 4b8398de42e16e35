package io.sluice.core.window;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts events by the first value of their group, apart from windows, whose groups hold on to their tally: counting
 * costs no look-up. A bounded number of names, whatever the values are. One thread.
 */
final class GroupTallies {
    /** More values than this are counted together. */
    static final int MOST_VALUES = 50;

    private static final int LONGEST = 64;
    private static final String ALL = "all";
    private static final String NONE = "none";
    private static final String OTHER = "other";

    private final Map<String, Tally> tallies = new HashMap<>();
    private final Tally other = new Tally();

    /** One count; whoever has it adds to it. */
    static final class Tally {
        long events;
    }

    /** The tally of a group. */
    Tally of(List<Object> by) {
        String name = by.isEmpty() ? ALL : by.get(0) == null ? NONE : by.get(0).toString();
        Tally known = tallies.get(name);
        if (known != null) {
            return known;
        }
        if (tallies.size() >= MOST_VALUES || name.length() > LONGEST || name.equals(OTHER)) {
            return other;
        }
        Tally fresh = new Tally();
        tallies.put(name, fresh);
        return fresh;
    }

    /** The counts that are not 0, which start anew. */
    Map<String, Long> take() {
        Map<String, Long> taken = new HashMap<>();
        tallies.forEach((name, tally) -> take(name, tally, taken));
        take(OTHER, other, taken);
        return taken;
    }

    private static void take(String name, Tally tally, Map<String, Long> into) {
        if (tally.events > 0) {
            into.put(name, tally.events);
            tally.events = 0;
        }
    }
}
