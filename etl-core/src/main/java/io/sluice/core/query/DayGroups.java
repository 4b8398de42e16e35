package io.sluice.core.query;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The groups of one day, filled by several threads. */
final class DayGroups {
    private final Map<List<Object>, DayGroup> groups = new TreeMap<>(DayGroups::compare);
    private final long enoughIds;

    DayGroups(QuerySpec spec) {
        enoughIds = spec.distinct() ? Long.MAX_VALUE : spec.minEvents();
    }

    /** The group of these by-values, made if it is new. */
    synchronized DayGroup group(List<Object> by) {
        return groups.computeIfAbsent(by, values -> new DayGroup(values, enoughIds));
    }

    /** All groups in their order. Once the threads are done. */
    List<DayGroup> all() {
        return List.copyOf(groups.values());
    }

    /** By value, column by column; values of different types (of different files) by type. */
    private static int compare(List<Object> left, List<Object> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = compareValues(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compareValues(Object left, Object right) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        if (left instanceof Long a && right instanceof Long b) {
            return a.compareTo(b);
        }
        if (left instanceof Double a && right instanceof Double b) {
            return a.compareTo(b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return a.compareTo(b);
        }
        return left.getClass().getName().compareTo(right.getClass().getName());
    }
}
