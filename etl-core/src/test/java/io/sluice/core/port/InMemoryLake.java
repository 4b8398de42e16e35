package io.sluice.core.port;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.window.WindowRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A lake in memory, with the semantics of a real one: nothing is there before its record, whoever opens it goes on where
 * the last record ends, and fences the writer before. Opening it again stands for another process, which finds the one
 * before dead, unless its writers were said to live. Safe for threads.
 */
public final class InMemoryLake implements Lake {
    private final List<Commit> commits = new ArrayList<>();
    private int writers;
    private LakeRequest request;
    private boolean writersLive;
    private Duration ownersHeartbeat = Duration.ZERO;

    private record Commit(
            CommitRecord record,
            List<EventBatch> events,
            List<EventBatch> late,
            List<Rejection> rejected,
            List<WindowRow> windows) {

        boolean holdsEventsFrom(long eventTime) {
            return events.stream().anyMatch(batch -> greatestTime(batch) >= eventTime);
        }
    }

    /** All records, the take-overs included. */
    public synchronized List<CommitRecord> records() {
        return commits.stream().map(Commit::record).toList();
    }

    /** The rows of {@code events/} in the order of their commits, in batches of one source partition. */
    public synchronized List<EventBatch> events() {
        return commits.stream().flatMap(commit -> commit.events().stream()).toList();
    }

    /** The rows of {@code late/} in the order of their commits, in batches of one source partition. */
    public synchronized List<EventBatch> late() {
        return commits.stream().flatMap(commit -> commit.late().stream()).toList();
    }

    /** The rows of {@code rejected/}. */
    public synchronized List<Rejection> rejected() {
        return commits.stream().flatMap(commit -> commit.rejected().stream()).toList();
    }

    /** The rows of {@code windows/}. */
    public synchronized List<WindowRow> windows() {
        return commits.stream().flatMap(commit -> commit.windows().stream()).toList();
    }

    /** From now on a writer lives until it closes the lake; others stand by. */
    public synchronized InMemoryLake withLivingWriters() {
        writersLive = true;
        return this;
    }

    @Override
    public CommitRecord open(LakeRequest unresolved) {
        LakeRequest newRequest = unresolved.after(last());
        CommitRecord own = openNow(newRequest);
        if (own != null) {
            return own;
        }
        Duration interval = ownersHeartbeat();
        ActiveWriter writer = new ActiveWriter("writer" + writers, "", interval.multipliedBy(3));
        if (newRequest.standby().waitsFor(writer)) {
            awaitSilence(newRequest.standby(), interval);
        }
        return takeOver(newRequest);
    }

    private void awaitSilence(Standby standby, Duration interval) {
        int seen = records().size();
        for (int silent = 0; !ownersHeartbeat().isZero() && silent < 3; silent++) {
            if (!standby.pause(interval)) {
                throw new StandbyEndedException("Gave up while writer" + writers + " lives");
            }
            int found = records().size();
            silent = found == seen ? silent : -1;
            seen = found;
        }
    }

    /** Null where the writer before may be alive. */
    private synchronized CommitRecord openNow(LakeRequest newRequest) {
        CommitRecord last = last();
        if (last != null && last.source().isRecreated(newRequest.source())) {
            throw new LakeSettingsException("source.topic: " + last.source() + " in the lake, " + newRequest.source()
                    + " now: read it into another lake");
        }
        if (last != null && !newRequest.acceptChange()) {
            compare(last, newRequest);
        }
        return last == null || !writersLive || ownersHeartbeat.isZero() ? takeOver(newRequest) : null;
    }

    private synchronized Duration ownersHeartbeat() {
        return ownersHeartbeat;
    }

    private synchronized CommitRecord takeOver(LakeRequest newRequest) {
        CommitRecord last = last();
        ownersHeartbeat = newRequest.heartbeat();
        request = newRequest;
        writers++;
        long number = commits.size() + 1;
        boolean same = last != null && last.source().equals(newRequest.source());
        CommitRecord own = CommitRecord.numbered(number)
                .kind(CommitRecord.Kind.TAKE_OVER)
                .writer("writer" + writers)
                .time(Instant.EPOCH)
                .source(newRequest.source())
                .partitions(same && !last.partitions().isEmpty() ? last.partitions() : newRequest.beginningStates())
                .watermark(last == null ? Long.MIN_VALUE : last.watermark())
                .recoverFrom(last == null ? number : last.recoverFromCommit())
                .schema("")
                .settings(newRequest.settings())
                .build();
        commits.add(new Commit(own, List.of(), List.of(), List.of(), List.of()));
        return own;
    }

    private synchronized CommitRecord last() {
        return commits.isEmpty() ? null : commits.get(commits.size() - 1).record();
    }

    private static void compare(CommitRecord last, LakeRequest now) {
        if (!last.source().equals(now.source())) {
            throw new LakeSettingsException("source.topic: " + last.source() + " in the lake, " + now.source()
                    + " now; record the change with --accept-change");
        }
        last.settings().forEach((key, value) -> {
            if (!value.equals(now.settings().get(key))) {
                throw new LakeSettingsException(key + ": " + value + " in the lake, "
                        + now.settings().get(key) + " now; record the change with --accept-change");
            }
        });
    }

    @Override
    public void readEvents(long fromCommit, long fromEventTime, Consumer<EventBatch> consumer) {
        List<EventBatch> batches = new ArrayList<>();
        synchronized (this) {
            for (Commit commit : commits) {
                if (commit.record().number() >= fromCommit && commit.holdsEventsFrom(fromEventTime)) {
                    batches.addAll(commit.events());
                }
            }
        }
        batches.forEach(consumer);
    }

    @Override
    public synchronized StagedCommit stage() {
        if (request == null) {
            throw new IllegalStateException("The lake must be opened first");
        }
        return new Staged(writers);
    }

    @Override
    public synchronized void close() {
        ownersHeartbeat = Duration.ZERO;
    }

    private static long greatestTime(EventBatch batch) {
        long greatest = Long.MIN_VALUE;
        for (int row = 0; row < batch.rows(); row++) {
            greatest = Math.max(greatest, batch.eventTime(row));
        }
        return greatest;
    }

    private final class Staged implements StagedCommit {
        private final int writer;
        private final List<EventBatch> events = new ArrayList<>();
        private final List<EventBatch> late = new ArrayList<>();
        private final List<Rejection> rejected = new ArrayList<>();
        private final List<WindowRow> windows = new ArrayList<>();
        private boolean finished;
        private boolean ended;

        Staged(int writer) {
            this.writer = writer;
        }

        @Override
        public void addEvents(EventBatch batch, int[] rows, int count) {
            append(events, batch, rows, count);
        }

        @Override
        public void addLate(EventBatch batch, int[] rows, int count) {
            append(late, batch, rows, count);
        }

        private void append(List<EventBatch> into, EventBatch batch, int[] rows, int count) {
            requireFilling();
            EventBatch copy = new EventBatch(batch.schema(), batch.roles(), count);
            copy.reset(batch.partition());
            for (int i = 0; i < count; i++) {
                copy.appendRow(batch, rows[i]);
            }
            into.add(copy);
        }

        @Override
        public void addRejected(List<Rejection> rejections) {
            requireFilling();
            rejected.addAll(rejections);
        }

        @Override
        public void addWindows(List<WindowRow> rows, Instant processingTime) {
            requireFilling();
            windows.addAll(rows);
        }

        private void requireFilling() {
            if (finished || ended) {
                throw new IllegalStateException("Rows can only be added to a commit before it is finished or closed");
            }
        }

        @Override
        public long bytes() {
            long bytes = 100L * windows.size();
            for (EventBatch batch : events) {
                bytes += batch.bytes();
            }
            for (EventBatch batch : late) {
                bytes += batch.bytes();
            }
            for (Rejection rejection : rejected) {
                bytes += 100 + rejection.payloadBytes();
            }
            return bytes;
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public CommitRecord commit(CommitDraft draft) {
            if (!finished || ended) {
                throw new IllegalStateException("Only a finished commit can be committed, and only once");
            }
            ended = true;
            synchronized (InMemoryLake.this) {
                if (writer != writers) {
                    throw new WriterFencedException("writer" + writers + " took the lake over from writer" + writer);
                }
                CommitRecord record = record(draft);
                commits.add(new Commit(
                        record, List.copyOf(events), List.copyOf(late), List.copyOf(rejected), List.copyOf(windows)));
                return record;
            }
        }

        private CommitRecord record(CommitDraft draft) {
            CommitRecord last = last();
            long number = last.number() + 1;
            Map<Integer, PartitionState> partitions = new TreeMap<>(last.partitions());
            partitions.putAll(draft.partitions());
            long recoverFromCommit = commits.stream()
                    .filter(commit -> commit.record().number() >= last.recoverFromCommit())
                    .filter(commit -> commit.holdsEventsFrom(draft.neededFromEventTime()))
                    .mapToLong(commit -> commit.record().number())
                    .findFirst()
                    .orElse(number);
            return CommitRecord.numbered(number)
                    .kind(draft.kind())
                    .writer("writer" + writer)
                    .time(draft.time())
                    .source(request.source())
                    .partitions(partitions)
                    .watermark(draft.watermark())
                    .recoverFrom(recoverFromCommit)
                    .added(files(number))
                    .counts(draft.counts())
                    .schema("")
                    .settings(request.settings())
                    .build();
        }

        private List<DataFile> files(long number) {
            List<DataFile> files = new ArrayList<>();
            add(files, number, Table.EVENTS, rows(events));
            add(files, number, Table.LATE, rows(late));
            add(files, number, Table.REJECTED, rejected.size());
            add(files, number, Table.WINDOWS, windows.size());
            return files;
        }

        private static int rows(List<EventBatch> batches) {
            return batches.stream().mapToInt(EventBatch::rows).sum();
        }

        private static void add(List<DataFile> files, long number, Table table, int rows) {
            if (rows > 0) {
                String name = table.folder() + "/" + number;
                files.add(new DataFile(table, "staged/" + name, name, rows, 0, "00000000", 0, 0));
            }
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
