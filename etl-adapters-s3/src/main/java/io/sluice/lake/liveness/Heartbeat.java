package io.sluice.lake.liveness;

import io.sluice.core.pipeline.DaemonThreads;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.WriterFencedException;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.Committer;
import io.sluice.lake.store.ObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heartbeat of one writer or waiting start, given by a thread of its own from {@link #start} to {@link #close}: once
 * per interval, and not where a record was made within it, since that is a sign of life as well. It keeps coming while a
 * commit or a restart takes long, and stops with the process.
 *
 * <p>Once the writer owns the lake, each beat also looks for a record of another writer, so that one that was stopped,
 * taken over and woken up finds out even where it has nothing to commit. A store that fails is tried again at the next
 * beat. Safe for threads.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    /** An owner asks many times per second whether the lake is its own; after this long without it, it is stuck. */
    private static final Duration STALL = Duration.ofMinutes(1);

    /** Of the end of a process, which may be one that failed because the store does not answer. */
    private static final long LAST_REQUEST_MILLIS = 3_000;

    private final HeartbeatStore store;
    private final CommitLog commits;
    private final InstantSource clock;
    private final Thread thread;
    private final String lake;

    private volatile HeartbeatRecord latest;
    private ObjectStore.Hold hold;
    private long due;
    private boolean closed;
    private volatile boolean ended;

    /** Records up to this one are known to leave the lake with this writer; negative while it waits. */
    private volatile long ownedUpTo = -1;

    private volatile CommitRecord taken;

    /** When the owner last asked whether the lake is its own; 0 before it did. */
    private volatile long ownerSeen;

    /** What this thread died of. */
    private volatile Error failure;

    private Heartbeat(ObjectStore store, CommitLog commits, HeartbeatRecord first, InstantSource clock) {
        this.store = new HeartbeatStore(store);
        this.commits = commits;
        this.clock = clock;
        this.latest = first;
        this.lake = store.toString();
        thread = DaemonThreads.named("sluice-heartbeat").newThread(this::run);
    }

    /**
     * Gives the first heartbeat, and then one per interval.
     *
     * @param interval at most one heartbeat per this time, within bounds; see {@link HeartbeatRecord}
     * @throws io.sluice.core.port.LakeUnavailableException if the store fails
     */
    public static Heartbeat start(
            ObjectStore store, CommitLog commits, String writerId, Duration interval, InstantSource clock) {
        HeartbeatRecord first =
                new HeartbeatRecord(writerId, ProcessLocation.OF_THIS_PROCESS, clock.instant(), interval, 0, 0);
        Heartbeat heartbeat = new Heartbeat(store, commits, first, clock);
        heartbeat.hold = heartbeat.store.hold(writerId);
        try {
            heartbeat.store.put(first);
        } catch (RuntimeException failure) {
            heartbeat.hold.close();
            throw failure;
        }
        heartbeat.scheduleNext();
        heartbeat.thread.start();
        return heartbeat;
    }

    /** This writer made a record, with which the lake is its own up to there. */
    public void recordMade(long number) {
        ownedUpTo = number;
        scheduleNext();
    }

    private synchronized void scheduleNext() {
        due = System.nanoTime() + latest.interval().toNanos();
    }

    private void run() {
        try {
            while (awaitDue()) {
                if (!isOwnerStalled(System.nanoTime())) {
                    beatGuarded();
                }
                scheduleNext();
            }
        } catch (Error e) {
            failure = e;
            return;
        }
        // By the thread that gave the heartbeats, so that none of them comes after the removal.
        try {
            store.remove(latest.writerId());
            ended = true;
        } catch (RuntimeException failure) {
            log.debug("The heartbeat could not be removed from {}", lake, failure);
        }
    }

    /** One that asks no more does nothing more: another may take the lake over. */
    boolean isOwnerStalled(long now) {
        long seen = ownerSeen;
        return seen != 0 && now - seen > STALL.toNanos();
    }

    /** Whether a heartbeat is due; false at the end. */
    private synchronized boolean awaitDue() {
        while (!closed) {
            long left = due - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                return false;
            }
        }
        return false;
    }

    private void beatGuarded() {
        try {
            beat();
        } catch (RuntimeException failure) {
            log.debug("No heartbeat could be given to {}", lake, failure);
        }
    }

    /** Looks who owns the lake and gives a heartbeat, unless it is lost. */
    void beat() {
        if (ownedUpTo >= 0 && taken == null) {
            taken = takeOverOfAnother();
        }
        if (taken == null) {
            latest = latest.next(clock.instant(), Math.max(0, ownedUpTo));
            store.put(latest);
        }
    }

    /** What is made beside this writer leaves the lake with it. */
    private CommitRecord takeOverOfAnother() {
        for (long number = ownedUpTo + 1; ; number++) {
            Optional<CommitRecord> record = commits.find(number);
            if (record.isEmpty()) {
                return null;
            }
            boolean own = record.get().writerId().equals(latest.writerId());
            if (!own && !record.get().kind().isMadeBeside()) {
                return record.get();
            }
        }
    }

    /**
     * Throws if a beat found that another writer took the lake over, or the thread of the beats died. The owner asks as
     * long as it works: heartbeats stop with its questions.
     *
     * @throws WriterFencedException naming the record by which it did
     */
    public void requireOwned() {
        ownerSeen = System.nanoTime() | 1;
        Error died = failure;
        if (died != null) {
            throw died;
        }
        CommitRecord by = taken;
        if (by != null) {
            throw Committer.fenced(by, lake, latest.writerId());
        }
    }

    /**
     * Stops, and removes the heartbeat, so that others need not wait for silence. A store that does not answer is not
     * waited for; then they do.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        try {
            thread.join(LAST_REQUEST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            log.warn(
                    "{} could not be told that this writer ended; the next start waits {} s before it takes over",
                    lake,
                    latest.patience().toSeconds());
        }
        hold.close();
    }
}
