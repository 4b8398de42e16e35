package io.sluice.core.query;

import io.sluice.core.query.DaySummary.Group;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The byte form of summaries: a mark and a format, then date, field, groups and so on, each length before its bytes, and
 * at the end the CRC-32C of all before it. No length is trusted before it is compared with what is there.
 */
final class SummaryBytes {
    private static final int MARK = 0x534C4453; // SLDS
    private static final int FORMAT = 1;

    private static final byte TEXT = 1;
    private static final byte LONG = 2;
    private static final byte DOUBLE = 3;
    private static final byte BOOLEAN = 4;

    private SummaryBytes() {}

    static byte[] write(DaySummary summary) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MARK);
            out.writeInt(FORMAT);
            out.writeLong(summary.date().toEpochDay());
            write(summary.field(), out);
            out.writeInt(summary.by().size());
            for (String column : summary.by()) {
                write(column, out);
            }
            write(summary.id(), out);
            out.writeLong(summary.rows());
            out.writeInt(summary.groups().size());
            for (Group group : summary.groups()) {
                write(group, out);
            }
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Group group, DataOutputStream out) throws IOException {
        for (Object value : group.by()) {
            if (value instanceof String text) {
                out.writeByte(TEXT);
                write(text, out);
            } else if (value instanceof Long number) {
                out.writeByte(LONG);
                out.writeLong(number);
            } else if (value instanceof Double number) {
                out.writeByte(DOUBLE);
                out.writeDouble(number);
            } else if (value instanceof Boolean flag) {
                out.writeByte(BOOLEAN);
                out.writeByte(flag ? 1 : 0);
            } else {
                throw new IllegalArgumentException("No group is made by " + value + " of " + value.getClass());
            }
        }
        out.writeLong(group.distinct());
        write(group.moments().toBytes(), out);
        write(group.sketch().toBytes(), out);
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    static DaySummary read(byte[] bytes) {
        int body = bytes.length - Integer.BYTES;
        require(body > 0, "it has " + bytes.length + " bytes");
        int stored = ByteBuffer.wrap(bytes, body, Integer.BYTES).getInt();
        require(stored == checksum(bytes, body), "its checksum is not that of its bytes");
        ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(bytes, body));
        try {
            DaySummary summary = parse(in);
            require(!in.hasRemaining(), in.remaining() + " bytes follow on its last group");
            return summary;
        } catch (BufferUnderflowException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("A summary of a day is damaged: " + e, e);
        }
    }

    private static DaySummary parse(ByteBuffer in) {
        require(in.getInt() == MARK, "it does not begin as one");
        int format = in.getInt();
        require(format == FORMAT, "it has format " + format + ", not " + FORMAT);
        LocalDate date = LocalDate.ofEpochDay(in.getLong());
        String field = text(in);
        List<String> by = new ArrayList<>();
        for (int rest = count(in); rest > 0; rest--) {
            by.add(text(in));
        }
        String id = text(in);
        long rows = in.getLong();
        List<Group> groups = new ArrayList<>();
        for (int rest = count(in); rest > 0; rest--) {
            groups.add(group(in, by.size()));
        }
        return new DaySummary(date, field, by, id, rows, groups);
    }

    private static Group group(ByteBuffer in, int byColumns) {
        List<Object> by = new ArrayList<>();
        for (int column = 0; column < byColumns; column++) {
            by.add(value(in));
        }
        long distinct = in.getLong();
        return new Group(by, distinct, Moments.fromBytes(bytes(in)), QuantileSketch.fromBytes(bytes(in)));
    }

    private static Object value(ByteBuffer in) {
        byte type = in.get();
        return switch (type) {
            case TEXT -> text(in);
            case LONG -> in.getLong();
            case DOUBLE -> in.getDouble();
            case BOOLEAN -> in.get() != 0;
            default -> throw new IllegalArgumentException("A summary of a day is damaged: a value of type " + type);
        };
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[count(in)];
        in.get(bytes);
        return bytes;
    }

    /** Whatever is counted takes a byte at least. */
    private static int count(ByteBuffer in) {
        int count = in.getInt();
        require(count >= 0 && count <= in.remaining(), "it counts " + count + " in " + in.remaining() + " bytes");
        return count;
    }

    private static void require(boolean holds, String found) {
        if (!holds) {
            throw new IllegalArgumentException("A summary of a day is damaged: " + found);
        }
    }
}
