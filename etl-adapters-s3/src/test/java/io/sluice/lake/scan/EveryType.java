package io.sluice.lake.scan;

import io.sluice.lake.parquet.PageCodecs;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** A file of parquet-java's with a column of every annotation on every physical type that it may stand on. */
final class EveryType {
    static final Set<String> NO_NUMBERS = Set.of(
            "boolean",
            "binary",
            "string",
            "enum",
            "json",
            "fixed",
            "uuid",
            "interval",
            "int96",
            "date",
            "time_ms",
            "time_us",
            "time_ns",
            "ts_ms_utc",
            "ts_us_utc",
            "ts_ns_utc",
            "ts_ms",
            "ts_us",
            "ts_ns",
            "nested.text",
            "many");

    static final Set<String> NO_GROUPS = Set.of(
            "fixed",
            "interval",
            "int96",
            "time_ms",
            "time_us",
            "time_ns",
            "ts_ms_utc",
            "ts_us_utc",
            "ts_ns_utc",
            "ts_ms",
            "ts_us",
            "ts_ns",
            "many");

    static final Set<String> NO_IDS = Set.of(
            "boolean",
            "float",
            "double",
            "float16",
            "interval",
            "int96",
            "date",
            "time_ms",
            "time_us",
            "time_ns",
            "ts_ms_utc",
            "ts_us_utc",
            "ts_ns_utc",
            "ts_ms",
            "ts_us",
            "ts_ns",
            "dec_int32",
            "dec_int64",
            "dec_binary",
            "dec_fixed",
            "many");

    private static final int ROWS = 3000;

    /** DuckDB opens no file with such a column. */
    static final MessageType BSON = new MessageType(
            "bson",
            Types.required(PrimitiveTypeName.INT64).named("id"),
            of(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.bsonType(), "bson"));

    private EveryType() {}

    static MessageType schema() {
        List<Type> columns = new ArrayList<>();
        columns.add(Types.required(PrimitiveTypeName.INT64).named("id"));
        for (PrimitiveTypeName type : List.of(
                PrimitiveTypeName.BOOLEAN,
                PrimitiveTypeName.INT32,
                PrimitiveTypeName.INT64,
                PrimitiveTypeName.FLOAT,
                PrimitiveTypeName.DOUBLE,
                PrimitiveTypeName.BINARY,
                PrimitiveTypeName.INT96)) {
            columns.add(Types.optional(type).named(type.name().toLowerCase(Locale.ROOT)));
        }
        for (int bits : new int[] {8, 16, 32, 64}) {
            for (boolean signed : new boolean[] {true, false}) {
                columns.add(of(
                        bits == 64 ? PrimitiveTypeName.INT64 : PrimitiveTypeName.INT32,
                        LogicalTypeAnnotation.intType(bits, signed),
                        (signed ? "int_" : "uint_") + bits));
            }
        }
        columns.add(of(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType(), "string"));
        columns.add(of(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.enumType(), "enum"));
        columns.add(of(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.jsonType(), "json"));
        columns.add(fixed(5, null, "fixed"));
        columns.add(fixed(16, LogicalTypeAnnotation.uuidType(), "uuid"));
        columns.add(fixed(12, LogicalTypeAnnotation.IntervalLogicalTypeAnnotation.getInstance(), "interval"));
        columns.add(fixed(2, LogicalTypeAnnotation.float16Type(), "float16"));
        columns.add(of(PrimitiveTypeName.INT32, LogicalTypeAnnotation.decimalType(2, 9), "dec_int32"));
        columns.add(of(PrimitiveTypeName.INT64, LogicalTypeAnnotation.decimalType(5, 18), "dec_int64"));
        columns.add(of(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.decimalType(9, 30), "dec_binary"));
        columns.add(fixed(6, LogicalTypeAnnotation.decimalType(1, 14), "dec_fixed"));
        columns.add(fixed(16, LogicalTypeAnnotation.decimalType(0, 38), "dec_whole"));
        columns.add(of(PrimitiveTypeName.INT32, LogicalTypeAnnotation.decimalType(0, 9), "dec_whole_int"));
        columns.add(of(PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType(), "date"));
        for (TimeUnit unit : TimeUnit.values()) {
            String name = unit == TimeUnit.MILLIS ? "ms" : unit == TimeUnit.MICROS ? "us" : "ns";
            PrimitiveTypeName time = unit == TimeUnit.MILLIS ? PrimitiveTypeName.INT32 : PrimitiveTypeName.INT64;
            columns.add(of(time, LogicalTypeAnnotation.timeType(true, unit), "time_" + name));
            columns.add(of(PrimitiveTypeName.INT64, LogicalTypeAnnotation.timestampType(false, unit), "ts_" + name));
            columns.add(of(
                    PrimitiveTypeName.INT64, LogicalTypeAnnotation.timestampType(true, unit), "ts_" + name + "_utc"));
        }
        columns.add(Types.optionalGroup()
                .optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named("text")
                .required(PrimitiveTypeName.INT32)
                .as(LogicalTypeAnnotation.intType(32, false))
                .named("number")
                .named("nested"));
        columns.add(Types.repeated(PrimitiveTypeName.INT32).named("many"));
        return new MessageType("every", columns);
    }

    private static Type of(PrimitiveTypeName type, LogicalTypeAnnotation annotation, String name) {
        return Types.optional(type).as(annotation).named(name);
    }

    private static Type fixed(int length, LogicalTypeAnnotation annotation, String name) {
        return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                .length(length)
                .as(annotation)
                .named(name);
    }

    /**
     * @param split whether floating-point values are in streams of their bytes; then no value is null either, so that all
     *     columns can be ids
     */
    static void write(Path file, MessageType schema, boolean secondVersion, boolean dictionary, boolean split)
            throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCodecFactory(new PageCodecs())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withWriterVersion(secondVersion ? WriterVersion.PARQUET_2_0 : WriterVersion.PARQUET_1_0)
                .withDictionaryEncoding(dictionary)
                .withByteStreamSplitEncoding(split)
                .withPageSize(4096)
                .withRowGroupSize(200_000L)
                .build()) {
            for (int row = 0; row < ROWS; row++) {
                writer.write(row(schema, row, !split));
            }
        }
    }

    private static Group row(MessageType schema, int row, boolean nulls) {
        Group group = new SimpleGroup(schema);
        group.add("id", (long) row);
        for (int column = 1; column < schema.getFieldCount(); column++) {
            Type type = schema.getType(column);
            if (nulls && row % 7 == 3) {
                continue;
            }
            if (type.isPrimitive()) {
                add(group, type.asPrimitiveType(), row);
                continue;
            }
            Group nested = group.addGroup(column);
            nested.add("number", -row - 1);
            if (row % 2 == 0) {
                nested.add("text", "zone-" + row % 5);
            }
        }
        return group;
    }

    private static void add(Group group, PrimitiveType type, int row) {
        String name = type.getName();
        long spread = row - ROWS / 2;
        switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.add(name, row % 3 == 0);
            case FLOAT -> group.add(name, row == 1 ? Float.NaN : row == 2 ? Float.NEGATIVE_INFINITY : spread / 7f);
            case DOUBLE -> group.add(name, row == 1 ? Double.NaN : row == 2 ? Double.POSITIVE_INFINITY : spread / 7.0);
            case INT96 -> group.add(name, Binary.fromConstantByteArray(new byte[12]));
            case INT32 -> group.add(name, ofInt32(name, (int) spread));
            case INT64 -> group.add(name, ofInt64(name, spread));
            case BINARY -> group.add(name, ofBinary(name, row, spread));
            case FIXED_LEN_BYTE_ARRAY ->
                group.add(name, Binary.fromConstantByteArray(ofFixed(name, type.getTypeLength(), row, spread)));
        }
    }

    private static int ofInt32(String name, int spread) {
        return switch (name) {
            case "int_8" -> (byte) spread;
            case "uint_8" -> spread & 0xff;
            case "int_16" -> (short) (spread * 20);
            case "uint_16" -> spread * 20 & 0xffff;
            case "date" -> spread * 100;
            case "time_ms" -> Math.abs(spread);
            case "dec_int32", "dec_whole_int" -> spread * 660_000;
            default -> spread * 1_431_655;
        };
    }

    private static long ofInt64(String name, long spread) {
        return switch (name) {
            case "dec_int64" -> spread * 666_666_666_666_666L;
            case "time_us", "time_ns", "ts_ms", "ts_ms_utc", "ts_us", "ts_us_utc", "ts_ns", "ts_ns_utc" ->
                Math.abs(spread) * 1000;
            default -> spread * 6_148_914_691_236_517L;
        };
    }

    private static Binary ofBinary(String name, int row, long spread) {
        if (name.equals("dec_binary")) {
            // The fewest bytes that hold it, so their number differs.
            return Binary.fromConstantByteArray(BigInteger.valueOf(spread)
                    .pow(9)
                    .multiply(BigInteger.valueOf(7))
                    .toByteArray());
        }
        String text =
                name.equals("json") ? "{\"a\": " + row + "}" : name.equals("enum") ? "E" + row % 4 : "text " + row;
        return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ofFixed(String name, int length, int row, long spread) {
        byte[] bytes = new byte[length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (name.equals("float16")) {
            // Every kind of half: zeros, subnormal, normal, infinite, NaN.
            buffer.order(ByteOrder.LITTLE_ENDIAN).putShort((short) (row * 21 + 1));
        } else if (name.startsWith("dec_")) {
            BigInteger value = BigInteger.valueOf(spread).pow(name.equals("dec_whole") ? 11 : 4);
            byte[] digits =
                    value.multiply(BigInteger.valueOf(spread < 0 ? -9 : 9)).toByteArray();
            Arrays.fill(bytes, 0, length - digits.length, (byte) (digits[0] < 0 ? 0xff : 0));
            System.arraycopy(digits, 0, bytes, length - digits.length, digits.length);
        } else {
            buffer.position(length - Integer.BYTES).putInt(row);
        }
        return bytes;
    }
}
