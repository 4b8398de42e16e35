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
 * @param owner the writer of the last record; nobody in an empty lake
 * @param others those that wait; one that was taken over and does not know it yet looks the same
 */
public record Writers(Optional<Writer> owner, List<Writer> others) {

    /** What is known of a writer. */
    public enum State {
        /** Its last sign of life stands in the lake; whether it lives, its age tells. */
        SIGNED,
        /** It said that it ended. */
        ENDED,
        /** Its process is known to be gone, without having said so. */
        DEAD
    }

    /**
     * A writer.
     *
     * @param id as in its commit records
     * @param sign its last; nothing where it ended
     * @param lastSeen when it gave its last sign of life or made the last record, by its own clock; null where it ended
     */
    public record Writer(String id, State state, Optional<HeartbeatRecord> sign, Instant lastSeen) {}

    public Writers {
        others = List.copyOf(others);
    }

    /** Looks at a lake whose log has just been read. */
    public static Writers of(ObjectStore store, CommitLog log) {
        HeartbeatStore signs = new HeartbeatStore(store);
        Optional<String> owner = TakeOverGate.owner(log);
        List<Writer> others = new ArrayList<>();
        for (String id : signs.writerIds()) {
            if (!owner.equals(Optional.of(id))) {
                Writer other = writer(id, signs, log);
                if (other.state == State.SIGNED) {
                    others.add(other);
                }
            }
        }
        return new Writers(owner.map(id -> writer(id, signs, log)), others);
    }

    private static Writer writer(String id, HeartbeatStore signs, CommitLog log) {
        Optional<HeartbeatRecord> sign = signs.of(id);
        if (sign.isEmpty()) {
            return new Writer(id, State.ENDED, sign, null);
        }
        Instant signed = sign.get().time();
        Instant recorded = log.last()
                .filter(record -> record.writerId().equals(id))
                .map(CommitRecord::time)
                .orElse(signed);
        return new Writer(
                id, signs.isDead(id) ? State.DEAD : State.SIGNED, sign, recorded.isAfter(signed) ? recorded : signed);
    }
}
