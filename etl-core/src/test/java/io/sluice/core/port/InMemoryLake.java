package io.sluice.core.port;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.window.WindowRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A lake in memory: the same numbering, fencing, settings guard and recovery as on a store, without files. Opening it
 * again is a take-over, which fences whoever had it before. Committed rows can be looked at by tests at any time.
 */
public final class InMemoryLake implements Lake {
    private final List<CommitRecord> records = new ArrayList<>();
    private final Map<Long, Staged> committed = new TreeMap<>();
    private int writer;
    private long staging;

    @Override
    public synchronized CommitRecord open(LakeRequest request) {
        writer++;
        CommitRecord last = last();
        if (last != null && !request.acceptChange()) {
            refuseChanges(last, request);
        }
        CommitRecord takeOver = new CommitRecord(
                records.size() + 1L,
                CommitRecord.Kind.TAKE_OVER,
                "writer-" + writer,
                Instant.EPOCH,
                request.source(),
                last == null ? Map.of() : last.partitions(),
                last == null ? Long.MIN_VALUE : last.watermark(),
                last == null ? 1 : last.oldestNeeded(),
                List.of(),
                List.of(),
                Map.of(),
                "",
                request.settings(),
                null);
        records.add(takeOver);
        staging = takeOver.number();
        return takeOver;
    }

    private static void refuseChanges(CommitRecord last, LakeRequest request) {
        if (!last.source().equals(request.source())) {
            throw new LakeSettingsException("The lake was filled from " + last.source() + ", not " + request.source());
        }
        last.settings().forEach((key, value) -> {
            if (!value.equals(request.settings().get(key))) {
                throw new LakeSettingsException("The lake was written with " + key + "=" + value + ", not "
                        + request.settings().get(key) + "; --accept-change records the new value");
            }
        });
    }

    private CommitRecord last() {
        return records.isEmpty() ? null : records.get(records.size() - 1);
    }

    @Override
    public synchronized void readEvents(long fromCommit, long fromEventTime, Consumer<EventBatch> consumer) {
        committed.forEach((number, staged) -> {
            if (number >= fromCommit) {
                staged.events.forEach(consumer);
            }
        });
    }

    @Override
    public synchronized StagedCommit stage() {
        return new Staged(++staging, writer);
    }

    @Override
    public void close() {}

    /** All commit records in order. */
    public synchronized List<CommitRecord> records() {
        return List.copyOf(records);
    }

    /** The committed rows of {@code events/}, in batches of one source partition. */
    public synchronized List<EventBatch> events() {
        return committed.values().stream()
                .flatMap(staged -> staged.events.stream())
                .toList();
    }

    /** The committed rows of {@code late/}, in batches of one source partition. */
    public synchronized List<EventBatch> late() {
        return committed.values().stream()
                .flatMap(staged -> staged.late.stream())
                .toList();
    }

    public synchronized List<Rejection> rejected() {
        return committed.values().stream()
                .flatMap(staged -> staged.rejected.stream())
                .toList();
    }

    public synchronized List<WindowRow> windows() {
        return committed.values().stream()
                .flatMap(staged -> staged.windows.stream())
                .toList();
    }

    /** Rows that are collected for one commit. */
    private final class Staged implements StagedCommit {
        private final long number;
        private final int owner;
        private final List<EventBatch> events = new ArrayList<>();
        private final List<EventBatch> late = new ArrayList<>();
        private final List<Rejection> rejected = new ArrayList<>();
        private final List<WindowRow> windows = new ArrayList<>();
        private long bytes;
        private boolean finished;

        Staged(long number, int owner) {
            this.number = number;
            this.owner = owner;
        }

        @Override
        public void addEvents(EventBatch batch, int[] rows, int count) {
            add(events, batch, rows, count);
        }

        @Override
        public void addLate(EventBatch batch, int[] rows, int count) {
            add(late, batch, rows, count);
        }

        private void add(List<EventBatch> table, EventBatch batch, int[] rows, int count) {
            requireOpen();
            EventBatch copy = new EventBatch(batch.schema(), batch.roles(), count);
            copy.reset(batch.partition());
            for (int i = 0; i < count; i++) {
                copy.appendRow(batch, rows[i]);
            }
            bytes += copy.bytes();
            table.add(copy);
        }

        @Override
        public void addRejected(List<Rejection> rejections) {
            requireOpen();
            rejected.addAll(rejections);
        }

        @Override
        public void addWindows(List<WindowRow> rows, Instant processingTime) {
            requireOpen();
            windows.addAll(rows);
        }

        private void requireOpen() {
            if (finished) {
                throw new IllegalStateException("Cannot add to commit " + number + ": it is finished");
            }
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public CommitRecord commit(CommitDraft draft) {
            synchronized (InMemoryLake.this) {
                if (!finished) {
                    throw new IllegalStateException("Cannot commit " + number + " before it is finished");
                }
                if (owner != writer || records.size() + 1L != number) {
                    throw new WriterFencedException("Cannot create commit " + number + ": another writer took over");
                }
                CommitRecord start = last();
                CommitRecord record = new CommitRecord(
                        number,
                        draft.kind(),
                        "writer-" + owner,
                        draft.time(),
                        start.source(),
                        draft.partitions(),
                        draft.watermark(),
                        oldestNeeded(draft.neededFromEventTime()),
                        List.of(),
                        List.of(),
                        draft.counts(),
                        "",
                        start.settings(),
                        null);
                committed.put(number, this);
                records.add(record);
                return record;
            }
        }

        private long oldestNeeded(long fromEventTime) {
            long oldest = number;
            for (Map.Entry<Long, Staged> commit : committed.entrySet()) {
                if (commit.getValue().hasEventsFrom(fromEventTime)) {
                    oldest = Math.min(oldest, commit.getKey());
                }
            }
            return oldest;
        }

        private boolean hasEventsFrom(long eventTime) {
            for (EventBatch batch : events) {
                for (int row = 0; row < batch.rows(); row++) {
                    if (batch.eventTime(row) >= eventTime) {
                        return true;
                    }
                }
            }
            return false;
        }

        @Override
        public void close() {}
    }
}
