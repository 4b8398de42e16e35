package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.WriterFencedException;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.ObjectStore;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The one way by which records of any kind come into a lake, and the files they name into its tables:
 *
 * <ol>
 *   <li>{@link #append} creates a record if its number is free. That is the commit. If the number is taken, it follows
 *       the record that took it and tries the next number, as long as {@link Peers} admit that.
 *   <li>{@link #publish} moves the files of the last record into the tables, and writes the segments that are due. No
 *       record is created before all earlier ones are published, so the last record is all that ever needs publishing.
 * </ol>
 *
 * <p>Both may be repeated after the store failed. Used by one thread at a time.
 */
public final class Committer {
    private final CommitLog log;
    private final String writerId;
    private final StepListener listener;
    private final Publisher publisher;

    /** Up to this record all are known to be published. */
    private long publishedUpTo;

    /** How a commit stands to the records of other writers. */
    public interface Peers {
        /** Every record of others leaves the commit as it is. */
        Peers ADMIT_ALL = other -> true;

        /** A record of others makes the commit void. */
        Peers ADMIT_NONE = other -> false;

        /**
         * Another's record stands where this commit's was to be, or came after it.
         *
         * @return whether the commit may follow on it; of no effect once its own record is made
         * @throws WriterFencedException if the lake is no longer this writer's
         */
        boolean admit(CommitRecord other);

        /** Files of another's record had still to be moved, and this committer did it. */
        default void movedFor(CommitRecord other) {}
    }

    /** Reads and writes nothing yet. */
    public Committer(ObjectStore store, CommitLog log, String writerId, StepListener listener) {
        this.log = log;
        this.writerId = writerId;
        this.listener = listener;
        this.publisher = new Publisher(store, listener, new BoundedParallelism());
    }

    /**
     * Creates a record.
     *
     * @param following makes the record that follows on the last one, which is null in an empty lake; asked again after
     *     each record of others
     * @return the record, whose files are still to be published; nothing if the peers did not admit another's
     */
    public Optional<CommitRecord> append(UnaryOperator<CommitRecord> following, Peers peers) {
        while (true) {
            publish(peers);
            CommitRecord record = following.apply(log.last().orElse(null));
            listener.passed(CommitStep.RECORD_DUE);
            Optional<CommitRecord> taken = log.append(record);
            if (taken.isEmpty()) {
                boolean takeOver = record.kind() == CommitRecord.Kind.TAKE_OVER;
                listener.passed(takeOver ? CommitStep.TAKEN_OVER : CommitStep.RECORD_CREATED);
                return Optional.of(record);
            }
            if (!peers.admit(taken.get())) {
                return Optional.empty();
            }
            log.follow(taken.get());
        }
    }

    /**
     * Publishes the last record, unless that is done.
     *
     * @throws DataGapException if a file is gone
     */
    public void publish(Peers peers) {
        while (publishedUpTo < log.lastNumber()) {
            CommitRecord last = log.last().orElseThrow();
            try {
                boolean moved = publisher.publish(last);
                publishedUpTo = last.number();
                if (moved && !last.writerId().equals(writerId)) {
                    peers.movedFor(last);
                }
            } catch (DataGapException gap) {
                followBehind(last.number(), gap, peers);
            }
        }
        log.writeSegments();
        listener.passed(CommitStep.SEGMENTS_WRITTEN);
    }

    /** With records behind it a commit is published, and a compaction among them may have replaced its files. */
    private void followBehind(long published, DataGapException gap, Peers peers) {
        if (log.refresh() == published) {
            throw gap;
        }
        log.read(published + 1, log.lastNumber()).forEach(peers::admit);
    }

    /** Says that a writer lost the lake by another's record. */
    public static WriterFencedException fenced(CommitRecord by, Object lake, String writerId) {
        return new WriterFencedException("Commit " + by.number() + " of " + lake + " was made by writer "
                + by.writerId() + " (" + by.kind() + " at " + by.time() + "), which took the lake over from writer "
                + writerId + "; nothing that this one had not committed before was published. Only one runner writes"
                + " to a lake at a time: stop this one, or start it again to stand by");
    }
}
