package io.sluice.benchmarks.floor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** The ids of the last ten minutes and of the lateness before them, in a hash set. */
final class SeenIds {
    private static final Duration KEPT = Duration.ofMinutes(20);

    private final Set<UUID> ids = new HashSet<>();
    private final ArrayDeque<DeviceEvent> inOrder = new ArrayDeque<>();

    boolean isNew(DeviceEvent event) {
        if (!ids.add(event.eventId())) {
            return false;
        }
        inOrder.add(event);
        return true;
    }

    void forgetBefore(Instant greatest) {
        Instant bound = greatest.minus(KEPT);
        while (!inOrder.isEmpty() && inOrder.peek().timestamp().isBefore(bound)) {
            ids.remove(inOrder.remove().eventId());
        }
    }
}
