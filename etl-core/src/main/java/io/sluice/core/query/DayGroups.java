package io.sluice.core.query;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The groups of one day, filled by several threads. */
final class DayGroups {
    private final Map<List<Object>, DayGroup> groups = new TreeMap<>(QueryAnswers.GROUP_ORDER);
    private final long enoughIds;
    /** The groups whose ids count; null for all. */
    private final Set<List<Object>> wanted;

    DayGroups(QuerySpec spec) {
        this(spec, null);
    }

    DayGroups(QuerySpec spec, Set<List<Object>> wanted) {
        this.enoughIds = spec.distinct() ? Long.MAX_VALUE : spec.minEvents();
        this.wanted = wanted;
    }

    /** The group of these by-values, made if it is new. */
    synchronized DayGroup group(List<Object> by) {
        return groups.computeIfAbsent(by, values -> new DayGroup(values, enoughIds(values)));
    }

    private long enoughIds(List<Object> by) {
        return wanted == null || wanted.contains(by) ? enoughIds : 0;
    }

    /** All groups in their order. Once the threads are done. */
    List<DayGroup> all() {
        return List.copyOf(groups.values());
    }
}
