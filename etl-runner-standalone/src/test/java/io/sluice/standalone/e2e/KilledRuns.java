package io.sluice.standalone.e2e;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionState;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.ObjectStore;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Starts the jar on one lake again and again, and kills it at moments that a seed decides: while it starts, and, once it
 * owns the lake, at some place of the log and somewhere within the next commit. The caller says for each life how far the
 * log may be read, so that the kills are spread over it and each finds the run at work.
 */
final class KilledRuns {
    /** Of so many lives one ends before it owns the lake. */
    private static final int EARLY_DEATHS = 8;

    private static final double PART_OF_PUBLISHING = 0.1;

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** A life that gets nowhere for so long hangs. */
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** What the lake shows of the moment of a kill. */
    enum Moment {
        STARTING("starting, the lake not taken over"),
        WRITING("files of the next commit staged, no record of it"),
        PUBLISHING("record created, not all files in their places"),
        BETWEEN("all published, nothing staged");

        private final String words;

        Moment(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Starts one life. */
    interface Start {
        SluiceProcess life();
    }

    private final Start start;
    private final ObjectStore lake;
    private final Random random;
    private final Map<Moment, Integer> moments = new EnumMap<>(Moment.class);
    private CommitLog log;
    private int kills;
    private long startNanos = TimeUnit.SECONDS.toNanos(1);
    private long commitNanos = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * @param start starts the jar on that lake, to take it over at once
     * @param folder the lake, or the folder in which a store keeps its objects
     */
    KilledRuns(Start start, Path folder, Random random) {
        this.start = start;
        this.lake = new LocalStore(folder, false);
        this.random = random;
        this.log = CommitLog.open(lake);
    }

    /** How many lives were ended at which moment. */
    Map<Moment, Integer> moments() {
        return moments;
    }

    /** How often it killed. */
    int kills() {
        return kills;
    }

    /** Position over all source partitions that the lake stands at. */
    long position() {
        log.refresh();
        return log.last().stream()
                .flatMap(record -> record.partitions().values().stream())
                .mapToLong(PartitionState::position)
                .sum();
    }

    /**
     * Lives one life and ends it, unless it came to its end before.
     *
     * @param upTo it is killed before it is far beyond this position over all source partitions; those records are there
     * @return the process if it ended by itself, which it should not have, or null
     */
    SluiceProcess.Finished liveAndDie(long upTo) {
        long ownedBefore = log.refresh();
        long begun = System.nanoTime();
        try (SluiceProcess process = start.life()) {
            if (random.nextInt(EARLY_DEATHS) == 0) {
                awaitNanos(process, (long) (startNanos * random.nextDouble()));
            } else {
                await(process, () -> log.refresh() > ownedBefore);
                startNanos = mean(startNanos, System.nanoTime() - begun);
                long owned = position();
                work(process, owned + (long) (random.nextDouble() * (upTo - owned)));
            }
            if (!process.isAlive()) {
                return process.await();
            }
            process.kill();
        }
        kills++;
        moments.merge(moment(ownedBefore), 1, Integer::sum);
        return null;
    }

    /** Commits until a position is reached, and then some of the next. */
    private void work(SluiceProcess process, long position) {
        long owned = log.lastNumber();
        long begun = System.nanoTime();
        await(process, () -> position() >= position);
        long commits = log.lastNumber() - owned;
        if (commits > 0) {
            commitNanos = mean(commitNanos, (System.nanoTime() - begun) / commits);
        }
        // Publishing begins with the record and takes a small part of a commit: every third kill is aimed at it.
        double part = random.nextInt(3) == 0 ? PART_OF_PUBLISHING : 1;
        awaitNanos(process, (long) (commitNanos * part * random.nextDouble()));
    }

    private void await(SluiceProcess process, BooleanSupplier reached) {
        long begun = System.nanoTime();
        while (process.isAlive() && !reached.getAsBoolean()) {
            if (System.nanoTime() - begun > MOST_NANOS) {
                throw new IllegalStateException("A run hangs after " + kills + " kills, at commit " + log.lastNumber()
                        + " and position " + position() + ": " + process.err());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void awaitNanos(SluiceProcess process, long nanos) {
        long begun = System.nanoTime();
        while (process.isAlive() && System.nanoTime() - begun < nanos) {
            LockSupport.parkNanos(Math.max(1, Math.min(LOOK_NANOS, nanos - (System.nanoTime() - begun))));
        }
    }

    private Moment moment(long ownedBefore) {
        long last = log.refresh();
        if (last == ownedBefore) {
            return Moment.STARTING;
        }
        CommitRecord record = log.last().orElseThrow();
        for (DataFile file : record.added()) {
            if (lake.size(file.stagedPath()) >= 0 || lake.size(file.path()) < 0) {
                return Moment.PUBLISHING;
            }
        }
        List<?> staged = lake.list("_sluice/staged");
        return staged.isEmpty() ? Moment.BETWEEN : Moment.WRITING;
    }

    private static long mean(long before, long now) {
        return (4 * before + now) / 5;
    }
}
