package io.sluice.spark.batch;

import io.sluice.core.engine.LateFilter;
import io.sluice.core.engine.Selection;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.time.PartitionClocks;
import io.sluice.lake.write.TaskWriter;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * One task's range of one source partition, decoded as it is asked for: rejected and late records go to files, the others
 * into blocks by shard, and at the end there is a report. Records are judged by the engine, in the order of
 * their offsets, from the clock of the last commit on. Used by one thread.
 */
final class SourceRange implements Iterator<Tuple2<BlockKey, byte[]>>, AutoCloseable {
    /** Columns of Spark's Kafka source. */
    static final int VALUE = 1;

    static final int PARTITION = 3;
    static final int OFFSET = 4;
    static final int TIMESTAMP = 5;

    private static final int CHUNK_RECORDS = 2048;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 256 << 10;

    private final BatchPlan plan;
    private final Iterator<InternalRow> rows;
    private final long attempt;
    private final EventDecoder decoder;
    private final EventBatch batch;
    private final RecordBlock[] blocks;
    private final PartitionClocks clocks;
    private final LateFilter lateFilter;
    private final Selection selection = new Selection();
    private final ArrayDeque<Tuple2<BlockKey, byte[]>> ready = new ArrayDeque<>();

    private SourceReport report;
    private TaskWriter part;
    private InternalRow pending;
    private boolean ended;

    SourceRange(BatchPlan plan, Iterator<InternalRow> rows, long attempt) {
        this.plan = plan;
        this.rows = rows;
        this.attempt = attempt;
        decoder = plan.job().decoder();
        batch = new EventBatch(plan.job().spec().schema(), plan.job().spec().roles(), CHUNK_RECORDS);
        clocks = new PartitionClocks(plan.job().spec().lateness());
        clocks.restoreWatermark(plan.watermark());
        lateFilter = new LateFilter(clocks);
        blocks = new RecordBlock[plan.shards()];
        for (int shard = 0; shard < blocks.length; shard++) {
            blocks[shard] = new RecordBlock();
        }
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
            if (skipRecorded()) {
                decodeChunk();
            } else {
                end();
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Tuple2<BlockKey, byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    /** Passes over rows that the lake has; whether one is left, which is pending then. */
    private boolean skipRecorded() {
        while (pending == null && rows.hasNext()) {
            InternalRow row = rows.next();
            PartitionState state = plan.partitions().get(row.getInt(PARTITION));
            if (state == null || row.getLong(OFFSET) >= state.position()) {
                pending = row;
            }
        }
        return pending != null;
    }

    private void decodeChunk() {
        RecordBatch records = nextRecords();
        decoder.decode(records, batch);
        report.tally.add(RecordCounter.RECORDS, records.size());
        report.tally.add(RecordCounter.IMPLAUSIBLE_TIMES, records.implausibleTimes());
        report.bytes += records.bytes();
        report.tally.add(RecordCounter.UNKNOWN_FIELDS, decoder.unknownFields());
        if (!batch.rejections().isEmpty()) {
            report.tally.reject(batch.rejections());
            part().addRejected(batch.rejections());
        }
        routeByTimeliness(records);
    }

    private RecordBatch nextRecords() {
        int partition = pending.getInt(PARTITION);
        if (report == null) {
            begin(partition);
        }
        if (report.partition != partition) {
            throw new IllegalStateException("A task reads one source partition, but this one got " + report.partition
                    + " and " + partition + "; do not repartition the rows");
        }
        RecordBatch records = new RecordBatch(partition, CHUNK_RECORDS);
        while (pending != null && records.size() < CHUNK_RECORDS && records.bytes() < CHUNK_BYTES) {
            add(pending, records);
            pending = rows.hasNext() ? rows.next() : null;
        }
        records.follow(report.lastRecordTime);
        report.lastRecordTime = records.lastPlausibleTime();
        return records;
    }

    private void begin(int partition) {
        PartitionState state = plan.partitions().get(partition);
        long recordTime = time(pending);
        report = new SourceReport(
                partition,
                pending.getLong(OFFSET),
                RecordBatch.isPlausible(recordTime) ? recordTime : RecordBatch.NO_TIME);
        report.lastRecordTime = state == null ? RecordBatch.NO_TIME : state.recordTime();
        clocks.restore(partition, state == null ? PartitionClocks.NONE : state.greatestEventTime());
    }

    private static void add(InternalRow row, RecordBatch records) {
        byte[] value = row.isNullAt(VALUE) ? null : row.getBinary(VALUE);
        records.add(row.getLong(OFFSET), time(row), value, 0, value == null ? 0 : value.length);
    }

    /** The row's time as the core has it; Kafka marks records without one with -1. */
    private static long time(InternalRow row) {
        long micros = row.isNullAt(TIMESTAMP) ? -1 : row.getLong(TIMESTAMP);
        return micros < 0 ? RecordBatch.NO_TIME : micros / 1000;
    }

    private void routeByTimeliness(RecordBatch records) {
        lateFilter.apply(batch, selection, report.tally);
        if (selection.lateCount() > 0) {
            part().addLate(batch, selection.late(), selection.lateCount());
        }
        int record = 0;
        for (int i = 0; i < selection.eventCount(); i++) {
            int row = selection.events()[i];
            // Rows are records without those that were rejected, in the same order.
            while (records.offset(record) != batch.offset(row)) {
                record++;
            }
            routeToShard(records, record, row);
        }
    }

    private void routeToShard(RecordBatch records, int record, int row) {
        int shard = plan.shard(batch.idHigh(row), batch.idLow(row));
        RecordBlock block = blocks[shard];
        block.add(records.offset(record), records.array(record), records.start(record), records.length(record));
        if (block.size() >= BLOCK_BYTES) {
            flushBlock(shard);
        }
    }

    private void flushBlock(int shard) {
        RecordBlock block = blocks[shard];
        BlockKey key = BlockKey.records(shard, report.partition, block.firstOffset());
        ready.add(new Tuple2<>(key, block.take()));
    }

    private void end() {
        ended = true;
        if (report == null) {
            return;
        }
        for (int shard = 0; shard < blocks.length; shard++) {
            if (blocks[shard].size() > 0) {
                flushBlock(shard);
            }
        }
        if (part != null) {
            report.staged(part.finish());
        }
        report.greatestEventTime = clocks.greatestEventTime(report.partition);
        int shard = report.partition % plan.shards();
        ready.add(new Tuple2<>(BlockKey.report(shard, report.partition), JavaSerialization.write(report)));
    }

    private TaskWriter part() {
        if (part == null) {
            part = plan.beginPart(attempt);
        }
        return part;
    }

    /** Gives up the files if the task did not come to its end. */
    @Override
    public void close() {
        if (part != null) {
            part.close();
        }
    }
}
