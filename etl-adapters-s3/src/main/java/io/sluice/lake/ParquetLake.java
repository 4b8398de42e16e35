package io.sluice.lake;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.window.WindowRow;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.Committer;
import io.sluice.lake.commit.Committer.Peers;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.RecoveryFiles;
import io.sluice.lake.commit.SettingsGuard;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.liveness.Heartbeat;
import io.sluice.lake.liveness.HeartbeatRecord;
import io.sluice.lake.liveness.HeartbeatStore;
import io.sluice.lake.liveness.TakeOverGate;
import io.sluice.lake.parquet.CommittedEvents;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import io.sluice.lake.write.TaskWriter;
import io.sluice.lake.write.TaskWriterFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lake of Parquet files in an {@link ObjectStore}.
 *
 * <p>The protocol, in which each rule closes a hole:
 *
 * <ol>
 *   <li>Files are written complete and durable under {@code _sluice/staged/}, where no reader looks.
 *   <li>One record is created if absent. That is the commit; before it nothing happened, after it nothing is lost.
 *   <li>The files are moved into the tables, which may be repeated. No record is created before all earlier ones are
 *       published, so that a start has to look at the last record only.
 *   <li>A start publishes what the last record says, then creates a take-over record of its own: from then on the
 *       writer before it finds its next number taken, and stops. Only after that are staged files removed, those whose
 *       number is not above the take-over's; by number and not by age, since a writer may sleep for any time.
 * </ol>
 *
 * <p>{@link Committer} keeps the middle two. Threads: as {@link Lake} says.
 */
public final class ParquetLake implements Lake {
    private static final Logger logger = LoggerFactory.getLogger(ParquetLake.class);

    private final LakeConfig config;
    private final StepListener listener;
    private final ObjectStore store;
    private final TaskWriterFactory writers;
    private final SettingsGuard guard;
    private final HeartbeatStore heartbeats;
    private final AtomicInteger stagesOpen = new AtomicInteger();
    private final AtomicLong lastNumber = new AtomicLong();

    /** The rest since the lake was opened. */
    private LakeRequest request;

    private CommitLog log;
    private Committer committer;
    private RecoveryFiles recoveryFiles;
    private Heartbeat heartbeat;

    /** Wires a lake; nothing is read or written before {@link #open}. */
    public ParquetLake(LakeConfig config) {
        this(config, StepListener.NONE);
    }

    public ParquetLake(LakeConfig config, StepListener listener) {
        this.config = config;
        this.listener = listener;
        this.store = config.store();
        this.writers = config.writers(listener);
        this.guard = new SettingsGuard(store, config.schema());
        this.heartbeats = new HeartbeatStore(store);
    }

    @Override
    public CommitRecord open(LakeRequest lakeRequest) {
        if (request != null) {
            throw new IllegalStateException("A lake is opened once; build another one");
        }
        request = lakeRequest;
        log = CommitLog.openLake(store);
        committer = new Committer(store, log, config.writerId(), listener);
        // Before any wait: settings that differ are refused at once.
        check();
        startHeartbeat();
        try {
            return openInTurn();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private void startHeartbeat() {
        if (!request.heartbeat().isZero()) {
            heartbeat = Heartbeat.start(store, log, config.writerId(), request.heartbeat(), config.clock());
        }
    }

    private CommitRecord openInTurn() {
        TakeOverGate gate = new TakeOverGate(log, heartbeats, request.standby());
        Optional<CommitRecord> own = Optional.empty();
        Set<String> otherWriters = Set.of();
        while (own.isEmpty()) {
            gate.await();
            otherWriters = heartbeats.writerIds();
            otherWriters.forEach(this::warnOfLostRecords);
            own = takeOver();
        }
        CommitRecord record = own.get();
        recordMade(record);
        recoveryFiles = filesSince(record.recoverFromCommit());
        committer.publish(this::follow);
        removeGarbage(record.number());
        otherWriters.remove(config.writerId());
        heartbeats.tidy(otherWriters, config.clock().instant());
        store.retryForever();
        return record;
    }

    /** A backup that was restored may be older than what a writer saw. */
    private void warnOfLostRecords(String writerId) {
        long seen = heartbeats.of(writerId).map(HeartbeatRecord::lastCommit).orElse(0L);
        if (seen > log.lastNumber() && seen > log.refresh()) {
            logger.warn(
                    "Writer {} of {} knew of commit {}, but the last record is {}: records were lost, or an older state"
                            + " of the lake was restored",
                    writerId,
                    store,
                    seen,
                    log.lastNumber());
        }
    }

    private void check() {
        request = request.after(log.last().orElse(null));
        log.last().ifPresent(record -> guard.check(record, request));
    }

    /** Nothing where another was faster, and the wait begins anew. */
    private Optional<CommitRecord> takeOver() {
        check();
        committer.publish(Peers.ADMIT_ALL);
        guard.storeSchema();
        listener.passed(CommitStep.SCHEMA_STORED);
        Optional<CommitRecord> own = committer.append(this::takeOverRecord, Peers.ADMIT_NONE);
        if (own.isEmpty()) {
            log.refresh();
        }
        return own;
    }

    private CommitRecord takeOverRecord(CommitRecord last) {
        CommitRecord.Builder record = CommitRecord.after(last)
                .kind(CommitRecord.Kind.TAKE_OVER)
                .writer(config.writerId())
                .time(config.clock().instant())
                .source(request.source())
                .schema(config.schema().hash())
                .settings(request.settings())
                .notes(Map.of());
        boolean sameLog = last != null && last.source().isSameLog(request.source());
        // Positions in another log mean nothing in this one.
        boolean knowsPositions = sameLog && !last.partitions().isEmpty();
        return knowsPositions
                ? record.build()
                : record.partitions(request.beginningStates()).build();
    }

    private void recordMade(CommitRecord own) {
        lastNumber.set(own.number());
        if (heartbeat != null) {
            heartbeat.recordMade(own.number());
        }
    }

    private void removeGarbage(long ownNumber) {
        for (StoredObject object : store.list(DataPaths.STAGED_FOLDER)) {
            if (DataPaths.targetCommitOf(object.path()) <= ownNumber) {
                store.delete(object.path());
                listener.passed(CommitStep.GARBAGE_REMOVED);
            }
        }
        for (StoredObject object : store.list(ObjectStore.TEMPORARY_FOLDER)) {
            store.delete(object.path());
        }
    }

    @Override
    public void readEvents(long fromCommit, long fromEventTime, Consumer<EventBatch> consumer) {
        requireOpen();
        List<DataFile> files = eventFiles(fromCommit, fromEventTime);
        CommittedEvents.read(store, config.schema(), config.roles(), files, consumer);
    }

    /** Reads no record again that was read when the lake was opened. */
    private synchronized List<DataFile> eventFiles(long fromCommit, long fromEventTime) {
        RecoveryFiles known = fromCommit < recoveryFiles.from() ? filesSince(fromCommit) : recoveryFiles;
        return known.files(fromCommit, fromEventTime);
    }

    private RecoveryFiles filesSince(long commit) {
        RecoveryFiles files = new RecoveryFiles(commit);
        log.read(commit, log.lastNumber()).forEach(files::add);
        return files;
    }

    /**
     * The files of {@code events/} that may hold event times at or after this time (microseconds since the epoch) and
     * that still matter, as far as this lake knows; {@link CommittedEvents} reads them, on any machine.
     */
    public synchronized List<DataFile> recoveryFiles(long fromEventTime) {
        requireOpen();
        return recoveryFiles.files(recoveryFiles.from(), fromEventTime);
    }

    /** The number that the next commit will most likely get. */
    public long nextNumber() {
        requireOpen();
        return lastNumber.get() + 1;
    }

    @Override
    public StagedCommit stage() {
        requireOpen();
        long targetCommit = lastNumber.get() + stagesOpen.incrementAndGet();
        return new Staged(writers.begin(request.source().name(), targetCommit));
    }

    /**
     * Records the files of finished parts in one commit and publishes them. When it returns, they are in the tables.
     *
     * @throws WriterFencedException if another writer took the lake over: nothing was published
     */
    public synchronized CommitRecord commit(List<DataFile> files, StagedCommit.CommitDraft draft) {
        // The peers of a writer that owns the lake admit a record or throw.
        CommitRecord record = committer
                .append(last -> record(last, files, draft), this::follow)
                .orElseThrow();
        recoveryFiles.add(record);
        recoveryFiles.forgetBefore(record.recoverFromCommit());
        recordMade(record);
        committer.publish(this::follow);
        return record;
    }

    /** One made alongside this writer (a compaction, a replay) is followed. Anything else owns the lake now. */
    private boolean follow(CommitRecord other) {
        if (!other.kind().isMadeBeside()) {
            throw Committer.fenced(other, store, config.writerId());
        }
        recoveryFiles.add(other);
        return true;
    }

    private CommitRecord record(CommitRecord last, List<DataFile> files, StagedCommit.CommitDraft draft) {
        long number = last.number() + 1;
        Map<Integer, PartitionState> partitions = new TreeMap<>(last.partitions());
        partitions.putAll(draft.partitions());
        return CommitRecord.after(last)
                .kind(draft.kind())
                .writer(config.writerId())
                .time(draft.time())
                .source(request.source())
                .partitions(partitions)
                .watermark(draft.watermark())
                .recoverFrom(Math.min(number, recoveryFiles.oldest(draft.neededFromEventTime(), number)))
                .added(files)
                .counts(draft.counts())
                .schema(config.schema().hash())
                .settings(request.settings())
                .notes(draft.notes())
                .build();
    }

    private void requireOpen() {
        if (request == null) {
            throw new IllegalStateException("The lake must be opened first");
        }
    }

    @Override
    public void requireOwned() {
        if (heartbeat != null) {
            heartbeat.requireOwned();
        }
    }

    /** Whatever is staged belongs to its {@link StagedCommit}. */
    @Override
    public void close() {
        if (heartbeat != null) {
            heartbeat.close();
        }
    }

    /** A commit that is staged by one writer. */
    private final class Staged implements StagedCommit {
        private final TaskWriter writer;
        private boolean ended;

        Staged(TaskWriter writer) {
            this.writer = writer;
        }

        @Override
        public void addEvents(EventBatch batch, int[] rows, int count) {
            writer.addEvents(batch, rows, count);
        }

        @Override
        public void addLate(EventBatch batch, int[] rows, int count) {
            writer.addLate(batch, rows, count);
        }

        @Override
        public void addRejected(List<Rejection> rejections) {
            writer.addRejected(rejections);
        }

        @Override
        public void addWindows(List<WindowRow> rows, Instant processingTime) {
            writer.addWindows(rows, processingTime);
        }

        @Override
        public long bytes() {
            return writer.bytes();
        }

        @Override
        public void finish() {
            writer.finish();
        }

        @Override
        public CommitRecord commit(CommitDraft draft) {
            if (!writer.isFinished() || ended) {
                throw new IllegalStateException("Only a finished commit can be committed, and only once");
            }
            // From here on the record may exist, and then the files are no longer this object's to delete.
            ended = true;
            try {
                return ParquetLake.this.commit(writer.finish(), draft);
            } catch (WriterFencedException fenced) {
                // No record will ever name these, and the new writer may have tidied up before they were made.
                writer.abort();
                throw fenced;
            } finally {
                stagesOpen.decrementAndGet();
            }
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                stagesOpen.decrementAndGet();
                writer.abort();
            }
        }
    }
}
