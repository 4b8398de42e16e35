package io.sluice.lake.liveness;

import io.sluice.core.port.CommitRecord;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who writes a lake and who waits to, as one look finds it.
 *
 * @param owner the writer of the last record; none in an empty lake
 * @param others those that wait; one that was taken over and does not know it yet looks the same
 */
public record Writers(Optional<Writer> owner, List<Writer> others) {

    /** What is known of a writer. */
    public enum State {
        /** Its last heartbeat stands in the lake; its age says whether it lives. */
        ACTIVE,
        /** It said that it ended. */
        ENDED,
        /** Its process is known to be gone, without having said so. */
        DEAD
    }

    /**
     * A writer.
     *
     * @param id as in its commit records
     * @param heartbeat its last; nothing where it ended
     * @param lastSeen when it gave its last sign of life or made the last record, by its own clock; null where it ended
     */
    public record Writer(String id, State state, Optional<HeartbeatRecord> heartbeat, Instant lastSeen) {}

    public Writers {
        others = List.copyOf(others);
    }

    /** Looks at a lake whose log has just been read. */
    public static Writers of(ObjectStore store, CommitLog log) {
        HeartbeatStore heartbeats = new HeartbeatStore(store);
        Optional<String> owner = TakeOverGate.owner(log);
        List<Writer> others = new ArrayList<>();
        for (String id : heartbeats.writerIds()) {
            if (!owner.equals(Optional.of(id))) {
                Writer other = writer(id, heartbeats, log);
                if (other.state == State.ACTIVE) {
                    others.add(other);
                }
            }
        }
        return new Writers(owner.map(id -> writer(id, heartbeats, log)), others);
    }

    private static Writer writer(String id, HeartbeatStore heartbeats, CommitLog log) {
        Optional<HeartbeatRecord> heartbeat = heartbeats.of(id);
        if (heartbeat.isEmpty()) {
            return new Writer(id, State.ENDED, heartbeat, null);
        }
        Instant signed = heartbeat.get().time();
        Instant recorded = log.last()
                .filter(record -> record.writerId().equals(id))
                .map(CommitRecord::time)
                .orElse(signed);
        return new Writer(
                id,
                heartbeats.isDead(id) ? State.DEAD : State.ACTIVE,
                heartbeat,
                recorded.isAfter(signed) ? recorded : signed);
    }
}
