package io.sluice.lake.scan;

import io.sluice.lake.parquet.UnreadableFileException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * What stored values mean, by the physical type of their column and its annotation. An annotation that is not known here
 * makes a column unusable: its values are never taken for those of the physical type alone.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">the annotations</a>
 */
final class ColumnTypes {
    /** Powers of ten that doubles hold exactly; an integer up to 2^53 divided by one of them is rounded once. */
    private static final double[] EXACT_POWERS = new double[23];

    private static final long EXACT_INTEGERS = 1L << 53;

    static {
        for (int i = 0; i < EXACT_POWERS.length; i++) {
            EXACT_POWERS[i] = Double.parseDouble("1e" + i);
        }
    }

    private ColumnTypes() {}

    /** How the next value is read as a double, rounded once; null where values are no numbers. */
    static ToDoubleFunction<ValuesReader> numbers(ColumnDescriptor column) {
        PrimitiveType type = column.getPrimitiveType();
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return decimals(type, decimal.getScale());
        }
        return switch (type.getPrimitiveTypeName()) {
            case DOUBLE -> annotation == null ? ValuesReader::readDouble : null;
            case FLOAT -> annotation == null ? ValuesReader::readFloat : null;
            case INT32 ->
                !isInteger(type) ? null : isUnsigned(type) ? ColumnTypes::unsigned : ValuesReader::readInteger;
            case INT64 -> {
                ToDoubleFunction<ValuesReader> unsigned = values -> ofUnsigned(values.readLong());
                yield !isInteger(type) ? null : isUnsigned(type) ? unsigned : ValuesReader::readLong;
            }
            case FIXED_LEN_BYTE_ARRAY -> isHalf(type) ? values -> ofHalf(values.readBytes()) : null;
            case BINARY, BOOLEAN, INT96 -> null;
        };
    }

    /** How the next value is read as what makes a group: a String, Long, Double or Boolean; null where none makes one. */
    static Function<ValuesReader, Object> groups(ColumnDescriptor column) {
        PrimitiveType type = column.getPrimitiveType();
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return values -> new BigDecimal(unscaled(type, values), scale).toPlainString();
        }
        if (isText(type)) {
            return values -> text(values.readBytes(), column);
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> annotation == null ? ValuesReader::readBoolean : null;
            case DOUBLE, FLOAT -> annotation == null ? number(numbers(column)) : null;
            case INT32 ->
                annotation instanceof DateLogicalTypeAnnotation
                        ? values -> LocalDate.ofEpochDay(values.readInteger()).toString()
                        : integers(type);
            case INT64 -> integers(type);
            case FIXED_LEN_BYTE_ARRAY ->
                annotation instanceof UUIDLogicalTypeAnnotation
                        ? values -> uuid(values.readBytes())
                        : isHalf(type) ? number(numbers(column)) : null;
            case BINARY, INT96 -> null;
        };
    }

    /** Whether values tell events apart: uuids, texts, bytes and integers, decimals without a fraction included. */
    static boolean areIds(ColumnDescriptor column) {
        PrimitiveType type = column.getPrimitiveType();
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        return isInteger(type)
                || isText(type)
                || isWholeDecimal(type)
                || (type.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                        && (annotation == null || annotation instanceof UUIDLogicalTypeAnnotation));
    }

    static boolean isWholeDecimal(PrimitiveType type) {
        return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                && decimal.getScale() == 0;
    }

    /** Why a column of a file cannot be used for a role. */
    static IllegalArgumentException refused(String doing, ColumnDescriptor column, String path, String expected) {
        String repeated = column.getMaxRepetitionLevel() > 0 ? ", in a list or map" : "";
        return new IllegalArgumentException("Cannot " + doing + " " + ColumnPaths.path(column) + ": in data file "
                + path + " it is " + column.getPrimitiveType() + repeated + "; " + expected);
    }

    /** Whether a column can hold nothing but nulls, as those are written whose values were all missing. */
    static boolean isAbsent(PrimitiveType type) {
        // By its text: not every version of the library that Spark may bring has this annotation as a class.
        return type.getLogicalTypeAnnotation() != null
                && type.getLogicalTypeAnnotation().toString().equals("UNKNOWN");
    }

    /** Whether values are plain integers, signed or not. */
    private static boolean isInteger(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32, INT64 ->
                type.getLogicalTypeAnnotation() == null
                        || type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation;
            default -> false;
        };
    }

    static boolean isUnsigned(PrimitiveType type) {
        return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
    }

    /** Whether values are texts; bytes without any annotation are taken for such, as older writers left it out. */
    private static boolean isText(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && (annotation == null
                        || annotation instanceof StringLogicalTypeAnnotation
                        || annotation instanceof EnumLogicalTypeAnnotation
                        || annotation instanceof JsonLogicalTypeAnnotation);
    }

    private static boolean isHalf(PrimitiveType type) {
        return type.getLogicalTypeAnnotation() instanceof Float16LogicalTypeAnnotation;
    }

    /** -0.0 and 0.0 are one group. */
    private static Function<ValuesReader, Object> number(ToDoubleFunction<ValuesReader> numbers) {
        return values -> numbers.applyAsDouble(values) + 0.0;
    }

    private static Function<ValuesReader, Object> integers(PrimitiveType type) {
        if (!isInteger(type)) {
            return null;
        }
        boolean unsigned = isUnsigned(type);
        if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT32) {
            return values -> unsigned ? unsigned(values) : (long) values.readInteger();
        }
        return values -> {
            long value = values.readLong();
            // Beyond a long there is the text, which is as exact.
            return unsigned && value < 0 ? (Object) Long.toUnsignedString(value) : (Object) value;
        };
    }

    private static long unsigned(ValuesReader values) {
        return Integer.toUnsignedLong(values.readInteger());
    }

    private static double ofUnsigned(long value) {
        // Half of it, with a sticky last bit, is rounded as the whole would be.
        return value >= 0 ? value : 2.0 * (value >>> 1 | value & 1);
    }

    /** An IEEE 754 half, little-endian. */
    private static double ofHalf(Binary value) {
        ByteBuffer bytes = value.toByteBuffer();
        int bits = bytes.get(bytes.position()) & 0xff | bytes.get(bytes.position() + 1) << 8;
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude =
                switch (exponent) {
                    case 0 -> Math.scalb((double) fraction, -24);
                    case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
                };
        return bits < 0 ? -magnitude : magnitude;
    }

    private static ToDoubleFunction<ValuesReader> decimals(PrimitiveType type, int scale) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32 -> values -> decimal(values.readInteger(), scale);
            case INT64 -> values -> decimal(values.readLong(), scale);
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                values -> {
                    ByteBuffer bytes = values.readBytes().toByteBuffer();
                    return bytes.remaining() <= Long.BYTES
                            ? decimal(unscaled(bytes), scale)
                            : new BigDecimal(integer(bytes), scale).doubleValue();
                };
            default -> null;
        };
    }

    private static double decimal(long unscaled, int scale) {
        return scale < EXACT_POWERS.length && unscaled <= EXACT_INTEGERS && unscaled >= -EXACT_INTEGERS
                ? unscaled / EXACT_POWERS[scale]
                : BigDecimal.valueOf(unscaled, scale).doubleValue();
    }

    private static BigInteger unscaled(PrimitiveType type, ValuesReader values) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32 -> BigInteger.valueOf(values.readInteger());
            case INT64 -> BigInteger.valueOf(values.readLong());
            default -> integer(values.readBytes().toByteBuffer());
        };
    }

    /** Two's complement, big-endian. */
    static BigInteger integer(ByteBuffer bytes) {
        byte[] bigEndian = new byte[bytes.remaining()];
        bytes.get(bigEndian);
        return new BigInteger(bigEndian);
    }

    /** The same of at most eight bytes. */
    private static long unscaled(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            throw new ParquetDecodingException("A decimal of no bytes");
        }
        long value = bytes.get(bytes.position());
        for (int i = bytes.position() + 1; i < bytes.limit(); i++) {
            value = value << 8 | bytes.get(i) & 0xff;
        }
        return value;
    }

    /** Strictly: what replaces bad bytes would make one group of several. */
    private static String text(Binary value, ColumnDescriptor column) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(value.toByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableFileException(
                    "column " + ColumnPaths.path(column) + ", " + column.getPrimitiveType()
                            + ", holds bytes that are no text in UTF-8; ask by another column",
                    e);
        }
    }

    private static String uuid(Binary value) {
        ByteBuffer buffer = value.toByteBuffer();
        return new UUID(buffer.getLong(buffer.position()), buffer.getLong(buffer.position() + Long.BYTES)).toString();
    }
}
