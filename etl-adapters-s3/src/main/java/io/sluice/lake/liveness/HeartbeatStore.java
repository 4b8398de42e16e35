package io.sluice.lake.liveness;

import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The heartbeats in a lake: {@code _sluice/writers/ID.json}, overwritten at every one and deleted at the end, and
 * {@code ID.lock}, where the store can tell by it that a process is gone. Safe for threads.
 */
public final class HeartbeatStore {
    private static final String FOLDER = "_sluice/writers";
    private static final String HEARTBEAT = ".json";
    private static final String LOCK = ".lock";

    private final ObjectStore store;

    public HeartbeatStore(ObjectStore store) {
        this.store = store;
    }

    void put(HeartbeatRecord heartbeat) {
        store.put(path(heartbeat.writerId()), heartbeat.toJson());
    }

    /** Ties a writer to this process. */
    ObjectStore.Hold hold(String writerId) {
        return store.hold(lockPath(writerId));
    }

    /** The last heartbeat of a writer; nothing if it ended, or never gave one. */
    public Optional<HeartbeatRecord> of(String writerId) {
        return store.read(path(writerId)).map(bytes -> HeartbeatRecord.fromJson(writerId, bytes));
    }

    /** Whether the process of a writer is known to be gone, without having said so. */
    public boolean isDead(String writerId) {
        return store.isAbandoned(lockPath(writerId));
    }

    /** All writers that have left something here. */
    public Set<String> writerIds() {
        List<StoredObject> objects = store.list(FOLDER);
        Set<String> ids = new TreeSet<>();
        for (StoredObject object : objects) {
            String name = object.path().substring(FOLDER.length() + 1);
            if (name.endsWith(HEARTBEAT) || name.endsWith(LOCK)) {
                ids.add(name.substring(0, name.length() - HEARTBEAT.length()));
            }
        }
        return ids;
    }

    /** A writer has ended. */
    void remove(String writerId) {
        store.delete(path(writerId));
    }

    /**
     * Removes what is left of writers whose process is gone, or whose last heartbeat is as old as a writer may be silent.
     * A start that waits keeps its own, so that it is seen to stand by at any time. Where clocks differ by so much that a
     * heartbeat is taken for an old one, its writer gives the next.
     */
    public void tidy(Set<String> writerIds, Instant now) {
        for (String id : writerIds) {
            boolean dead = isDead(id);
            if (dead || of(id).filter(heartbeat -> heartbeat.isSilentAt(now)).isPresent()) {
                remove(id);
            }
            if (dead) {
                store.delete(lockPath(id));
            }
        }
    }

    private static String path(String writerId) {
        return FOLDER + "/" + writerId + HEARTBEAT;
    }

    private static String lockPath(String writerId) {
        return FOLDER + "/" + writerId + LOCK;
    }
}
