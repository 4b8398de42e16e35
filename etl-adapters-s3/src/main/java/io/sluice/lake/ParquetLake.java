package io.sluice.lake;

import io.sluice.core.event.EventBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.WriterFencedException;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.CommittedEvents;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.Fencing;
import io.sluice.lake.commit.Publisher;
import io.sluice.lake.commit.RecoveryFiles;
import io.sluice.lake.commit.SettingsGuard;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.liveness.Heartbeat;
import io.sluice.lake.liveness.HeartbeatStore;
import io.sluice.lake.liveness.TakeOverGate;
import io.sluice.lake.parquet.TableWriters;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import io.sluice.lake.write.StagedBatches;
import io.sluice.lake.write.StagedFiles;
import io.sluice.lake.write.StagedPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A lake of Parquet files in an {@link ObjectStore}.
 *
 * <p>The protocol, in which each rule closes a hole:
 *
 * <ol>
 *   <li>Files are written complete and durable under {@code _sluice/staged/}, where no reader looks.
 *   <li>One record is created if absent. That is the commit; before it nothing happened, after it nothing is lost.
 *   <li>The files are moved into the tables, which may be repeated. No record is created before all earlier ones are
 *       published, so that whoever starts has to look at the last record only.
 *   <li>Whoever starts publishes what the last record says, then creates a take-over record of its own: from then on the
 *       writer before it finds its next number taken, and stops. Only after that are staged files removed, those whose
 *       number is not above the take-over's; by number and not by age, since a writer may sleep for any time.
 * </ol>
 *
 * <p>Threads: as {@link Lake} says.
 */
public final class ParquetLake implements Lake {
    private final LakeConfig config;
    private final StepListener listener;
    private final ObjectStore store;
    private final TableWriters tables;
    private final SettingsGuard guard;
    private final BoundedParallelism abreast = new BoundedParallelism();
    private final Publisher publisher;
    private final HeartbeatStore signs;

    /** Since the lake was opened. */
    private RecoveryFiles neededEvents;

    private final AtomicLong sequence = new AtomicLong();
    private final AtomicInteger stagesOpen = new AtomicInteger();
    private final AtomicLong lastNumber = new AtomicLong();

    private CommitLog log;
    private LakeRequest request;
    private Heartbeat heartbeat;

    /** A record whose files may not all be in their places, because the store failed while they were moved. */
    private CommitRecord pending;

    /** Wires a lake; nothing is read or written before {@link #open}. */
    public ParquetLake(LakeConfig config) {
        this(config, StepListener.NONE);
    }

    public ParquetLake(LakeConfig config, StepListener listener) {
        this.config = config;
        this.listener = listener;
        this.store = config.store();
        this.tables = new TableWriters(config.schema(), config.windows(), config.compression(), config.uuid());
        this.guard = new SettingsGuard(store, config.schema());
        this.publisher = new Publisher(store, listener, abreast);
        this.signs = new HeartbeatStore(store);
    }

    @Override
    public CommitRecord open(LakeRequest lakeRequest) {
        if (request != null) {
            throw new IllegalStateException("A lake is opened once; build another one");
        }
        request = lakeRequest;
        log = CommitLog.open(store);
        // Whoever would be refused is refused at once.
        log.last().ifPresent(record -> guard.check(record, request));
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
        TakeOverGate turn = new TakeOverGate(log, signs, request.standby());
        CommitRecord own = null;
        Set<String> othersSigns = Set.of();
        while (own == null) {
            turn.await();
            othersSigns = signs.writerIds();
            own = takeOver();
        }
        listener.passed(CommitStep.TAKEN_OVER);
        recordMade(own);
        neededEvents = eventsSince(own.recoverFromCommit());
        removeGarbage(own.number());
        othersSigns.remove(config.writerId());
        signs.tidy(othersSigns, config.clock().instant());
        writeSegments();
        store.retryForever();
        return own;
    }

    /** Null where another was faster, who is to be waited for in turn. */
    private CommitRecord takeOver() {
        log.last().ifPresent(record -> guard.check(record, request));
        Optional<CommitRecord> last = publisher.publishLast(log).map(Publisher.Published::record);
        guard.storeSchema();
        listener.passed(CommitStep.SCHEMA_STORED);
        CommitRecord own = takeOverRecord(last);
        if (log.append(own).isEmpty()) {
            return own;
        }
        log.refresh();
        return null;
    }

    private void recordMade(CommitRecord own) {
        lastNumber.set(own.number());
        if (heartbeat != null) {
            heartbeat.recordMade(own.number());
        }
    }

    private CommitRecord takeOverRecord(Optional<CommitRecord> last) {
        long number = log.lastNumber() + 1;
        // Positions in another log mean nothing in this one.
        Map<Integer, PartitionState> partitions = last.filter(
                        record -> record.source().isSameLog(request.source()))
                .map(CommitRecord::partitions)
                .orElse(Map.of());
        return new CommitRecord(
                number,
                CommitRecord.Kind.TAKE_OVER,
                config.writerId(),
                config.clock().instant(),
                request.source(),
                partitions,
                last.map(CommitRecord::watermark).orElse(Long.MIN_VALUE),
                last.map(CommitRecord::recoverFromCommit).orElse(number),
                List.of(),
                List.of(),
                Map.of(),
                config.schema().hash(),
                request.settings(),
                null);
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

    private void writeSegments() {
        log.writeSegments();
        listener.passed(CommitStep.SEGMENTS_WRITTEN);
    }

    @Override
    public void readEvents(long fromCommit, long fromEventTime, Consumer<EventBatch> consumer) {
        requireOpen();
        CommittedEvents.read(config, eventFiles(fromCommit, fromEventTime), consumer);
    }

    /** Reads no record again that was read when the lake was opened. */
    private synchronized List<DataFile> eventFiles(long fromCommit, long fromEventTime) {
        RecoveryFiles known = fromCommit < neededEvents.from() ? eventsSince(fromCommit) : neededEvents;
        return known.files(fromCommit, fromEventTime);
    }

    private RecoveryFiles eventsSince(long commit) {
        RecoveryFiles events = new RecoveryFiles(commit);
        log.read(commit, log.lastNumber()).forEach(events::add);
        return events;
    }

    /**
     * The files of {@code events/} that may hold event times at or after this time (microseconds since the epoch) and
     * that still matter, as far as this lake has heard; {@link CommittedEvents} reads them, on any machine.
     */
    public synchronized List<DataFile> neededEvents(long fromEventTime) {
        requireOpen();
        return neededEvents.files(neededEvents.from(), fromEventTime);
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
        StagedFiles files = new StagedFiles(config, tables, listener, abreast, targetCommit, sequence::incrementAndGet);
        return new StagedBatches(
                this, new StagedPart(files, tables.uuid(), request.source().name()));
    }

    /** A staged commit was committed or given up. */
    public void stageEnded() {
        stagesOpen.decrementAndGet();
    }

    /**
     * Records the files of finished parts in one commit and publishes them. When it returns, they are in the tables.
     *
     * @throws WriterFencedException if another writer took the lake over: nothing was published
     */
    public synchronized CommitRecord commit(List<DataFile> files, StagedCommit.CommitDraft draft) {
        publishPending();
        CommitRecord record = create(files, draft);
        pending = record;
        listener.passed(CommitStep.RECORD_CREATED);
        neededEvents.add(record);
        neededEvents.forgetBefore(record.recoverFromCommit());
        recordMade(record);
        publishPending();
        writeSegments();
        return record;
    }

    private CommitRecord create(List<DataFile> files, StagedCommit.CommitDraft draft) {
        while (true) {
            CommitRecord record = record(log.lastNumber() + 1, files, draft);
            listener.passed(CommitStep.RECORD_DUE);
            Optional<CommitRecord> taken = log.append(record);
            if (taken.isEmpty()) {
                return record;
            }
            follow(taken.get());
        }
    }

    /** One made beside this writer (a compaction, a replay) is rolled forward. Anything else owns the lake now. */
    private void follow(CommitRecord taken) {
        if (!taken.kind().isMadeBeside()) {
            throw Fencing.by(taken, store, config.writerId());
        }
        log.follow(taken);
        neededEvents.add(taken);
        pending = taken;
        publishPending();
    }

    private CommitRecord record(long number, List<DataFile> files, StagedCommit.CommitDraft draft) {
        Map<Integer, PartitionState> partitions = new TreeMap<>();
        log.last().ifPresent(last -> partitions.putAll(last.partitions()));
        partitions.putAll(draft.partitions());
        long recoverFromCommit = Math.min(number, neededEvents.oldest(draft.neededFromEventTime(), number));
        return new CommitRecord(
                number,
                draft.kind(),
                config.writerId(),
                draft.time(),
                request.source(),
                partitions,
                draft.watermark(),
                recoverFromCommit,
                files,
                List.of(),
                draft.counts(),
                config.schema().hash(),
                request.settings(),
                draft.sparkBatchId());
    }

    /** Publishes the last record if that is still to be done; until then no other may be created. */
    private void publishPending() {
        while (pending != null) {
            try {
                publisher.publish(pending);
                pending = null;
            } catch (DataGapException gap) {
                pending = madeBesideAfter(pending, gap);
            }
        }
    }

    /**
     * Another published this commit, since there are records behind it. Compactions made beside this writer may have
     * replaced its files already; anything else owns the lake now.
     *
     * @return the last record, made beside this writer
     */
    private CommitRecord madeBesideAfter(CommitRecord published, DataGapException gap) {
        if (log.refresh() == published.number()) {
            throw gap;
        }
        CommitRecord last = published;
        for (CommitRecord later : log.read(published.number() + 1, log.lastNumber())) {
            if (!later.kind().isMadeBeside()) {
                throw new WriterFencedException(
                        "Commit " + published.number() + " of " + store + " was made and published, but another writer"
                                + " took the lake over from writer " + config.writerId() + " since",
                        gap);
            }
            neededEvents.add(later);
            last = later;
        }
        return last;
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
}
