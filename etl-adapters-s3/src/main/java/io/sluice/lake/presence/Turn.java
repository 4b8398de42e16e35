package io.sluice.lake.presence;

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
 * known to be gone, or no record and no sign of it has come for three of its intervals.
 *
 * <p>Silence is added up from the pauses between looks that found no change, each taken for as long as it was meant to
 * be. So no two clocks are compared, and a machine that slept through its pauses does not wake up and take a writer for
 * dead that slept as long. Used by one thread.
 */
public final class Turn {
    /** One that ended is followed soon; four looks in an interval, so that silence is told from slowness. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final int LOOKS_PER_INTERVAL = 4;
    private static final Logger logger = LoggerFactory.getLogger(Turn.class);

    private final CommitLog log;
    private final WriterSigns signs;
    private final Standby standby;
    private String announced = "";
    private boolean waits;
    private boolean storeIsAway;
    private long ownerKnownAt = -1;
    private Optional<String> owner = Optional.empty();

    /** What a look finds; another number or another sign is a sign of life. */
    private record Look(long lastNumber, WriterSign sign) {}

    public Turn(CommitLog log, WriterSigns signs, Standby standby) {
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
        for (Look look = look(); look != null; look = lookAgain(look)) {
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
    private Look lookAgain(Look last) {
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
        return new Look(last.lastNumber, last.sign.unknown());
    }

    /** Null where nobody is to be waited for. */
    private Look look() {
        if (log.lastNumber() != ownerKnownAt) {
            owner = owner(log);
            ownerKnownAt = log.lastNumber();
        }
        Optional<WriterSign> sign = owner.filter(id -> !signs.isDead(id)).flatMap(signs::of);
        return sign.map(found -> new Look(ownerKnownAt, found)).orElse(null);
    }

    /** Who owns a lake: the writer of the last record, but for compactions, which may come from beside it. */
    static Optional<String> owner(CommitLog log) {
        CommitRecord record = log.last().orElse(null);
        while (record != null && record.kind().isMadeBeside()) {
            record = record.number() > 1 ? log.read(record.number() - 1) : null;
        }
        return Optional.ofNullable(record).map(CommitRecord::writerId);
    }

    private boolean waitsFor(WriterSign owner) {
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
