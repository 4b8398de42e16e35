package io.sluice.lake.liveness;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.Standby;
import io.sluice.core.port.StandbyEndedException;
import io.sluice.lake.commit.CommitLog;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until a start may take the lake over: there was no writer before, the one before said that it ended, its process is
 * known to be gone, or no record and no heartbeat of it has come for three of its intervals. What is made alongside a writer, such
 * as a compaction, says nothing about its life.
 *
 * <p>Silence is added up from the pauses between observations that found no change, each taken for as long as it was meant to
 * be. So no two clocks are compared, and a machine that slept through its pauses does not wake up and take a writer for
 * dead that slept as long. Used by one thread.
 */
public final class TakeOverGate {
    /** One that ended is followed soon; four in an interval, so that a slow one does not count as silent. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final int OBSERVATIONS_PER_INTERVAL = 4;
    private static final Logger logger = LoggerFactory.getLogger(TakeOverGate.class);

    private final CommitLog log;
    private final HeartbeatStore heartbeats;
    private final Standby standby;
    private String announced = "";
    private boolean waits;
    private boolean storeIsAway;
    private long ownerKnownAt;
    private CommitRecord ofOwner;

    /** What is found of the owner; another record or another heartbeat of it is a sign of life. */
    private record Observation(long recordOfOwner, HeartbeatRecord heartbeat) {}

    public TakeOverGate(CommitLog log, HeartbeatStore heartbeats, Standby standby) {
        this.log = log;
        this.heartbeats = heartbeats;
        this.standby = standby;
    }

    /**
     * Returns when it is this start's turn; the log knows the records that were there last.
     *
     * @throws StandbyEndedException if the waiting was given up
     */
    public void await() {
        Observation before = null;
        Duration silent = Duration.ZERO;
        for (Observation now = observe(); now != null; now = observeAgain(now)) {
            if (!waitsFor(now.heartbeat)) {
                return;
            }
            silent = now.equals(before) ? silent : Duration.ZERO;
            if (silent.compareTo(now.heartbeat.patience()) >= 0) {
                return;
            }
            Duration pause = pause(now);
            silent = silent.plus(pause);
            before = now;
        }
    }

    private Duration pause(Observation now) {
        Duration pause = pause(now.heartbeat.interval());
        if (!standby.pause(pause)) {
            throw new StandbyEndedException("Stopped while standing by for " + now.heartbeat.writer());
        }
        return pause;
    }

    /** A store that is away says nothing about the writer, which cannot reach it either: silence counts from its return. */
    private Observation observeAgain(Observation last) {
        try {
            log.refresh();
            Observation found = observe();
            storeIsAway = false;
            return found;
        } catch (LakeUnavailableException away) {
            if (!storeIsAway) {
                logger.warn("standing by: {}; looking again until it answers", away.getMessage());
            }
            storeIsAway = true;
        }
        return new Observation(last.recordOfOwner, last.heartbeat.unknown());
    }

    /** Null where there is no writer to wait for. */
    private Observation observe() {
        // Only records since the last time: a long compaction makes hundreds that say nothing.
        ofOwner = lastOfOwner(log, ownerKnownAt).orElse(ofOwner);
        ownerKnownAt = log.lastNumber();
        Optional<HeartbeatRecord> heartbeat = Optional.ofNullable(ofOwner)
                .map(CommitRecord::writerId)
                .filter(id -> !heartbeats.isDead(id))
                .flatMap(heartbeats::of);
        return heartbeat.map(found -> new Observation(ofOwner.number(), found)).orElse(null);
    }

    /** Who owns a lake: the writer of the last record, but for compactions, which may come from beside it. */
    static Optional<String> owner(CommitLog log) {
        return lastOfOwner(log, 0).map(CommitRecord::writerId);
    }

    /** The last record that was not made beside a writer, if it is behind a number. */
    private static Optional<CommitRecord> lastOfOwner(CommitLog log, long after) {
        if (log.lastNumber() == after) {
            return Optional.empty();
        }
        CommitRecord record = log.last().orElseThrow();
        while (record.kind().isMadeBeside() && record.number() - 1 > after) {
            record = log.read(record.number() - 1);
        }
        return Optional.of(record).filter(found -> !found.kind().isMadeBeside());
    }

    private boolean waitsFor(HeartbeatRecord owner) {
        if (!announced.equals(owner.writerId())) {
            announced = owner.writerId();
            waits = standby.waitsFor(owner.writer());
        }
        return waits;
    }

    private static Duration pause(Duration interval) {
        Duration pause = interval.dividedBy(OBSERVATIONS_PER_INTERVAL);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
