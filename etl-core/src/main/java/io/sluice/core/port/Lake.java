package io.sluice.core.port;

import io.sluice.core.event.EventBatch;
import java.util.Map;
import java.util.function.Consumer;

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
     * will need. An empty lake is made.
     *
     * @param request who opens it and with which settings
     * @return the take-over record: where to go on from
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

    @Override
    void close();

    /**
     * How a lake is opened.
     *
     * @param source what will be read into it
     * @param settings every setting that decides rows, by configuration key; compared with the recorded ones
     * @param acceptChange record changed settings instead of refusing them
     */
    record LakeRequest(SourceIdentity source, Map<String, String> settings, boolean acceptChange) {}
}
