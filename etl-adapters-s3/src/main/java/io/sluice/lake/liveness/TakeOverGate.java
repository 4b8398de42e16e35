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
 * Waits until a start may take the lake over: nobody wrote before, the writer before said that it ended, its process is
 * known to be gone, or no record and no sign of it has come for three of its intervals. What is made beside a writer, such
 * as a compaction, says nothing about its life.
 *
 * <p>Silence is added up from the pauses between looks that found no change, each taken for as long as it was meant to
 * be. So no two clocks are compared, and a machine that slept through its pauses does not wake up and take a writer for
 * dead that slept as long. Used by one thread.
 */
public final class TakeOverGate {
    /** One that ended is followed soon; four looks in an interval, so that silence is told from slowness. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final int LOOKS_PER_INTERVAL = 4;
    private static final Logger logger = LoggerFactory.getLogger(TakeOverGate.class);

    private final CommitLog log;
    private final HeartbeatStore signs;
    private final Standby standby;
    private String announced = "";
    private boolean waits;
    private boolean storeIsAway;
    private long ownerKnownAt;
    private CommitRecord ofOwner;

    /** What a look finds; another record of the owner or another sign is a sign of life. */
    private record Look(long recordOfOwner, HeartbeatRecord sign) {}

    public TakeOverGate(CommitLog log, HeartbeatStore signs, Standby standby) {
        this.log = log;
        this.signs = signs;
        this.standby = standby;
    }

    /**
     * Returns when it is this start's turn; the log knows the records that were there at the last look.
     *
     * @throws StandbyEndedException if the waiting was given up
     */
    public void await() {
        Look before = null;
        Duration silent = Duration.ZERO;
        for (Look look = look(); look != null; look = awaitTurn(look)) {
            if (!waitsFor(look.sign)) {
                return;
            }
            silent = look.equals(before) ? silent : Duration.ZERO;
            if (silent.compareTo(look.sign.patience()) >= 0) {
                return;
            }
            Duration pause = pause(look);
            silent = silent.plus(pause);
            before = look;
        }
    }

    private Duration pause(Look look) {
        Duration pause = pause(look.sign.interval());
        if (!standby.pause(pause)) {
            throw new StandbyEndedException("Stopped while standing by for " + look.sign.writer());
        }
        return pause;
    }

    /** A store that is away says nothing about the writer, which cannot reach it either: silence counts from its return. */
    private Look awaitTurn(Look last) {
        try {
            log.refresh();
            Look found = look();
            storeIsAway = false;
            return found;
        } catch (LakeUnavailableException away) {
            if (!storeIsAway) {
                logger.warn("standing by: {}; looking again until it answers", away.getMessage());
            }
            storeIsAway = true;
        }
        return new Look(last.recordOfOwner, last.sign.unknown());
    }

    /** Null where nobody is to be waited for. */
    private Look look() {
        // Only records since the last look: a long compaction makes hundreds that say nothing.
        ofOwner = lastOfOwner(log, ownerKnownAt).orElse(ofOwner);
        ownerKnownAt = log.lastNumber();
        Optional<HeartbeatRecord> sign = Optional.ofNullable(ofOwner)
                .map(CommitRecord::writerId)
                .filter(id -> !signs.isDead(id))
                .flatMap(signs::of);
        return sign.map(found -> new Look(ofOwner.number(), found)).orElse(null);
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
        Duration pause = interval.dividedBy(LOOKS_PER_INTERVAL);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
