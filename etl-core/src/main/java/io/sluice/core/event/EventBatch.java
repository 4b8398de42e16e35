package io.sluice.core.event;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Decoded events of one source partition as columns, one per leaf field of the schema, in offset order; the rejections
 * of the same records stand aside. Rows are written once, front to back, by one thread; later stages only read.
 *
 * <p>Beside the columns each row has what the pipeline decides by: offset, event time (microseconds since the epoch),
 * the 128-bit id and a hash of all values. They follow from the columns and {@link EventRoles}.
 */
public final class EventBatch {
    private final EventSchema schema;
    private final EventRoles roles;
    /** Offset, event time, both halves of the id, and the hash of the values. */
    private static final int BYTES_OF_A_ROW = 4 * Long.BYTES + Integer.BYTES;

    /** A value, or where a text begins and ends, and whether there is one. */
    private static final int BYTES_OF_A_COLUMN = 12;

    private final Column[] columns;
    private final Column idColumn;
    private final LongColumn timeColumn;
    private final List<Rejection> rejections = new ArrayList<>();

    private int partition;
    private int rows;
    /** Rows of which id, time and hash are known. */
    private int derived;

    private int capacity;
    private long[] offsets;
    private long[] eventTimes;
    private long[] idHigh;
    private long[] idLow;
    private int[] valueHashes;
    private final Murmur3 murmur = new Murmur3();

    /** An empty batch; {@code capacity} is where it starts, it grows. */
    public EventBatch(EventSchema schema, EventRoles roles, int capacity) {
        this.schema = schema;
        this.roles = roles;
        this.capacity = Math.max(capacity, 16);
        columns = new Column[schema.columns().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Column.of(schema.columns().get(i), this.capacity);
        }
        idColumn = columns[roles.id().column()];
        timeColumn = (LongColumn) columns[roles.time().column()];
        offsets = new long[this.capacity];
        eventTimes = new long[this.capacity];
        idHigh = new long[this.capacity];
        idLow = new long[this.capacity];
        valueHashes = new int[this.capacity];
    }

    public EventSchema schema() {
        return schema;
    }

    public EventRoles roles() {
        return roles;
    }

    /**
     * About the bytes that are reserved for rows and their texts, whether there are any: what a batch takes of memory,
     * however few its rows are.
     */
    public long reservedBytes() {
        long bytes = (long) capacity * (BYTES_OF_A_ROW + BYTES_OF_A_COLUMN * columns.length);
        for (Column column : columns) {
            bytes += column.reservedForTexts();
        }
        return bytes;
    }

    /** The source partition of every row. */
    public int partition() {
        return partition;
    }

    public int rows() {
        return rows;
    }

    /** The column of a leaf field, by {@link Field#column()}. */
    public Column column(int index) {
        return columns[index];
    }

    public Column column(Field field) {
        return columns[field.column()];
    }

    /** The column of a field path such as {@code metadata.location}. */
    public Column column(String path) {
        Field field = schema.field(path);
        if (field == null || field.isGroup()) {
            throw new IllegalArgumentException("No column " + path + "; there are " + schema.columnPaths());
        }
        return columns[field.column()];
    }

    public long offset(int row) {
        return offsets[row];
    }

    /** Event time in microseconds since the epoch. */
    public long eventTime(int row) {
        return eventTimes[row];
    }

    /** Most significant half of the event id. */
    public long idHigh(int row) {
        return idHigh[row];
    }

    /** Least significant half of the event id. */
    public long idLow(int row) {
        return idLow[row];
    }

    /** A hash of all values of the row: copies of an event that differ have different ones (but for 1 in 2^32). */
    public int valueHash(int row) {
        return valueHashes[row];
    }

    /** Stands for id, event time and values of a row when rows are compared; never 0. */
    public long contentHash(int row) {
        long hash = mixed(idHigh(row)) + mixed(idLow(row) ^ 0x5851F42D4C957F2DL);
        hash = mixed(hash ^ eventTime(row)) + mixed(valueHash(row));
        return hash == 0 ? 1 : hash;
    }

    private static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 32) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }

    /** The rejected records in offset order. */
    public List<Rejection> rejections() {
        return Collections.unmodifiableList(rejections);
    }

    public void reject(Rejection rejection) {
        rejections.add(rejection);
    }

    /** Forgets rows and rejections, keeps the memory, and takes rows of the given source partition from now on. */
    public void reset(int newPartition) {
        partition = newPartition;
        rows = 0;
        derived = 0;
        rejections.clear();
        for (Column column : columns) {
            column.clear();
        }
    }

    /** The index at which the next row is to be set in every column, with room made for it. */
    public int nextRow() {
        if (rows == capacity) {
            grow();
        }
        return rows;
    }

    private void grow() {
        capacity *= 2;
        for (Column column : columns) {
            column.ensureCapacity(capacity);
        }
        offsets = Arrays.copyOf(offsets, capacity);
        eventTimes = Arrays.copyOf(eventTimes, capacity);
        idHigh = Arrays.copyOf(idHigh, capacity);
        idLow = Arrays.copyOf(idLow, capacity);
        valueHashes = Arrays.copyOf(valueHashes, capacity);
    }

    /** Ends the row that {@link #nextRow()} began: all its columns are set, now its id, time and hash are derived. */
    public void endRow(long offset) {
        keepRow(offset);
        deriveRows();
    }

    /** Ends the row that {@link #nextRow()} began; {@link #deriveRows()} must follow on the last. */
    void keepRow(long offset) {
        offsets[rows++] = offset;
    }

    /** Derives id, time and hash of all rows that are new, a column at a time, which costs far less than by row. */
    void deriveRows() {
        int from = derived;
        derived = rows;
        deriveTimes(from);
        deriveIds(from);
        Arrays.fill(valueHashes, from, rows, 0);
        for (Column column : columns) {
            column.addHashes(valueHashes, from, rows);
        }
    }

    private void deriveTimes(int from) {
        long perUnit = roles.microsPerUnit();
        for (int row = from; row < rows; row++) {
            eventTimes[row] = timeColumn.get(row) * perUnit;
        }
    }

    private void deriveIds(int from) {
        if (idColumn instanceof UuidColumn uuid) {
            for (int row = from; row < rows; row++) {
                idHigh[row] = uuid.high(row);
                idLow[row] = uuid.low(row);
            }
        } else if (idColumn instanceof StringColumn text) {
            for (int row = from; row < rows; row++) {
                int code = text.code(row);
                murmur.hash(text.bytes(), text.start(code), text.length(code));
                idHigh[row] = murmur.high();
                idLow[row] = murmur.low();
            }
        } else {
            for (int row = from; row < rows; row++) {
                idHigh[row] = 0;
                idLow[row] = ((LongColumn) idColumn).get(row);
            }
        }
    }

    /** Appends a row of another batch of the same schema. */
    public void appendRow(EventBatch from, int fromRow) {
        int row = nextRow();
        for (int i = 0; i < columns.length; i++) {
            columns[i].copy(from.columns[i], fromRow, row);
        }
        endRow(from.offsets[fromRow]);
    }

    /** Bytes held for the rows, about. */
    public long bytes() {
        long bytes = rows * (36L + 9L * columns.length);
        for (Column column : columns) {
            bytes += column.variableBytes();
        }
        for (Rejection rejection : rejections) {
            bytes += 200 + (rejection.payload() == null ? 0 : rejection.payload().length);
        }
        return bytes;
    }
}
