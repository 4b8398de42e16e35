package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The distinct event ids of some groups of a day, of as many hours as it takes. Ids are only read where a group still
 * wants some. One thread.
 */
public final class GroupIds {
    private final QuerySpec spec;
    private final Set<List<Object>> wanted;
    private final DayGroups groups;
    private long rowsRead;

    /** @param wanted the by-values of the groups in question */
    public GroupIds(QuerySpec spec, Collection<List<Object>> wanted) {
        this.spec = spec;
        this.wanted = Set.copyOf(wanted);
        this.groups = new DayGroups(spec, this.wanted);
    }

    /** Adds the ids of an hour's rows. */
    public void read(EventScan scan, Hour hour) {
        HourReader reader = new HourReader(spec, groups);
        reader.read(scan, hour);
        rowsRead += reader.rowsWithIdsRead();
    }

    /** Whether further hours make no difference. */
    public boolean areEnough() {
        for (List<Object> by : wanted) {
            if (!groups.group(by).ids().isEnough()) {
                return false;
            }
        }
        return true;
    }

    /** The ids of each group wanted; those of a group that never came are none. */
    public Map<List<Object>, DistinctIds> ids() {
        Map<List<Object>, DistinctIds> ids = new HashMap<>();
        for (List<Object> by : wanted) {
            ids.put(by, groups.group(by).ids());
        }
        return ids;
    }

    /** The rows whose ids were read. */
    public long rowsRead() {
        return rowsRead;
    }
}
