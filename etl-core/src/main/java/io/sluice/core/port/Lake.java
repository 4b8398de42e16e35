package io.sluice.core.port;

import io.sluice.core.event.EventBatch;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The tables and their commit records. The lake is the only state there is: whoever opens it goes on where the last
 * record ends, exactly once.
 *
 * <p>Lifecycle: {@link #open} once, {@link #readEvents} to rebuild state, then commits in turn by {@link #stage}, then
 * {@link #close}. {@code open}, {@code stage} and {@code readEvents} are called by one thread; a {@link StagedCommit} is
 * handed from thread to thread but used by one at a time, and one may be published while the next is being filled.
 */
public interface Lake extends AutoCloseable {

    /**
     * Takes the lake over: publishes what the last record says, creates a take-over record, removes staged files nobody
     * will need. An empty lake is made. Beside another writer that lives it waits first, as the request says; from its
     * call to {@link #close} this writer gives signs of life of its own, if the request wants them. They serve liveness
     * only: what keeps two writers apart are the records.
     *
     * @param request who opens it and with which settings
     * @return the take-over record: where to go on from
     * @throws StandbyEndedException if the request gave up waiting; nothing was changed
     * @throws LakeSettingsException if the lake was written with other settings and the change was not accepted
     * @throws DataGapException if a recorded file is gone
     * @throws LakeUnavailableException if the store fails
     */
    CommitRecord open(LakeRequest request);

    /**
     * Reads committed rows of {@code events/} whose files were added by commits from {@code fromCommit} on and that may
     * hold event times at or after {@code fromEventTime}; rows before that time may come too. A batch belongs to the
     * consumer for the length of the call only.
     */
    void readEvents(long fromCommit, long fromEventTime, Consumer<EventBatch> consumer);

    /** Begins the files of the next commit. */
    StagedCommit stage();

    /**
     * Throws if another writer is known to have taken the lake over. Any thread; costs nothing, and may know it up to a
     * heartbeat late: a commit finds out for certain.
     *
     * @throws WriterFencedException if this writer no longer owns the lake
     */
    default void requireOwned() {}

    /**
     * Says that this writer has ended, so that the next start need not wait. What is open in a {@link StagedCommit} is not
     * touched. Never throws; where the store cannot be told, the next start waits until this writer was silent for long
     * enough.
     */
    @Override
    void close();

    /**
     * How a lake is opened.
     *
     * @param source what will be read into it
     * @param settings every setting that decides rows, by configuration key; compared with the recorded ones
     * @param acceptChange record changed settings instead of refusing them
     * @param heartbeat how often this writer gives a sign of life at least, within bounds that a lake sets; zero for
     *     none, as tests want it
     * @param standby what is done beside a writer that lives
     * @param sources says what the source is next to the last record, or to null in an empty lake; asked at every attempt
     *     to take over
     * @param beginnings where reading of the source begins, asked when the lake knows no position in it; the take-over
     *     record has them
     */
    record LakeRequest(
            SourceIdentity source,
            Map<String, String> settings,
            boolean acceptChange,
            Duration heartbeat,
            Standby standby,
            Function<CommitRecord, SourceIdentity> sources,
            Supplier<Map<Integer, Long>> beginnings) {
        /** Takes over at once and gives no signs of life. */
        public LakeRequest(SourceIdentity source, Map<String, String> settings, boolean acceptChange) {
            this(source, settings, acceptChange, Duration.ZERO, Standby.AT_ONCE, last -> source, Map::of);
        }

        /** The same with signs of life, and with waiting. */
        public LakeRequest beside(Duration signEvery, Standby waiting) {
            return new LakeRequest(source, settings, acceptChange, signEvery, waiting, sources, beginnings);
        }

        /** The same with a source that is to be compared with what a lake has read. */
        public LakeRequest comparing(Function<CommitRecord, SourceIdentity> newSources) {
            return new LakeRequest(source, settings, acceptChange, heartbeat, standby, newSources, beginnings);
        }

        /** The same next to a lake's last record, or to null in an empty lake. */
        public LakeRequest after(CommitRecord last) {
            return new LakeRequest(
                    sources.apply(last), settings, acceptChange, heartbeat, standby, sources, beginnings);
        }

        /** The same with the positions at which reading of the source begins. */
        public LakeRequest beginningAt(Supplier<Map<Integer, Long>> positions) {
            return new LakeRequest(source, settings, acceptChange, heartbeat, standby, sources, positions);
        }

        /** The beginnings as they are recorded. */
        public Map<Integer, PartitionState> beginningStates() {
            Map<Integer, PartitionState> states = new TreeMap<>();
            beginnings
                    .get()
                    .forEach((partition, position) ->
                            states.put(partition, new PartitionState(position, Long.MIN_VALUE)));
            return states;
        }
    }
}
