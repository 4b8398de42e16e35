package io.sluice.core.event;

import io.sluice.core.json.DecimalText;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.schema.evaluate.Phase;
import io.sluice.core.schema.evaluate.Violation;
import io.sluice.core.time.Micros;
import java.time.Duration;
import java.util.Arrays;

/**
 * Decodes JSON in one pass over the bytes: each value goes straight into its column with its checks made on the way. No
 * tree, no string per field; strings are checked once per distinct value of a batch, because only values that passed
 * enter a column's dictionary.
 *
 * <p>Fields may come in any order; the order they came in is remembered per group as a guess for the next record. A
 * record is read to its end before it is judged, because a text that is malformed anywhere is malformed first.
 */
public final class JsonEventDecoder implements EventDecoder {
    private static final int BEFORE_ALL = -1;
    private static final int NO_FAILURE = Integer.MAX_VALUE;
    private static final int UUID_LENGTH = 36;
    private static final long LOW_HALF = 0xffffffffL;
    private static final double[] POWERS_OF_TEN = new double[23];

    static {
        for (int i = 0; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = Double.parseDouble("1e" + i);
        }
    }

    private final EventSchema schema;
    private final int maxRecordBytes;
    private final long maxFutureMicros;
    private final FieldPlan[] top;
    private final int[] topSuccessor;
    private final int unexpectedAtTop;
    private final int futureOrdinal;
    private final LongColumnReader eventTime;
    private final JsonScanner scanner = new JsonScanner();
    private final DecimalText decimal = new DecimalText();
    private final Rfc3339 dateTimes = new Rfc3339();
    private final ExtraFields extra;
    private final JsonValueReader values = new JsonValueReader(scanner);

    private EventBatch batch;
    private int row;
    private long record;
    private long unknownInBatch;
    private long unknownInRecord;

    private int failedOrdinal;
    private RejectionReason failedReason;
    private FieldPlan failedField;
    private String failedPointer;
    private int failedStart;
    private int failedEnd;
    private Violation violation;

    /** Reads the event time of the row being decoded. */
    private interface LongColumnReader {
        long micros(int row);
    }

    /**
     * A decoder for one thread.
     *
     * @param maxRecordBytes longer records are {@link RejectionReason#TOO_LARGE}
     * @param maxFuture how far an event time may be after its record's timestamp; null checks nothing (for sources whose
     *     timestamps say nothing about when a record was produced)
     */
    public JsonEventDecoder(EventSchema schema, EventRoles roles, int maxRecordBytes, Duration maxFuture) {
        this.schema = schema;
        this.maxRecordBytes = maxRecordBytes;
        this.maxFutureMicros = maxFuture == null ? Long.MAX_VALUE : Micros.of(maxFuture);
        FieldPlan.Ordinals ordinals = new FieldPlan.Ordinals();
        int properties = schema.fields().size() - (schema.keepsUnknown() ? 1 : 0);
        top = new FieldPlan[properties];
        for (int i = 0; i < properties; i++) {
            top[i] = new FieldPlan(schema.fields().get(i), ordinals, roles);
        }
        topSuccessor = FieldPlan.firstGuess(properties);
        unexpectedAtTop = ordinals.next++;
        futureOrdinal = ordinals.next;
        extra = schema.keepsUnknown() ? new ExtraFields() : null;
        int timeColumn = roles.time().column();
        long perUnit = roles.microsPerUnit();
        eventTime = index -> ((LongColumn) batch.column(timeColumn)).get(index) * perUnit;
    }

    @Override
    public void decode(RecordBatch records, EventBatch into) {
        batch = into;
        unknownInBatch = 0;
        into.reset(records.partition());
        for (FieldPlan plan : top) {
            plan.bind(into);
        }
        for (int i = 0; i < records.size(); i++) {
            decodeRecord(records, i);
        }
        into.deriveRows();
    }

    @Override
    public long unknownFields() {
        return unknownInBatch;
    }

    private void decodeRecord(RecordBatch records, int i) {
        byte[] array = records.array(i);
        if (records.trueLength(i) > maxRecordBytes) {
            reject(
                    records,
                    i,
                    RejectionReason.TOO_LARGE,
                    "",
                    records.trueLength(i) + " bytes, more than the " + maxRecordBytes
                            + " that source.max-record-bytes allows");
        } else if (array == null) {
            reject(records, i, RejectionReason.EMPTY, "", "the record has no value");
        } else if (records.length(i) == 0) {
            reject(records, i, RejectionReason.EMPTY, "", "the value has zero bytes");
        } else {
            decodeText(records, i, array);
        }
    }

    private void decodeText(RecordBatch records, int i, byte[] array) {
        record++;
        row = batch.nextRow();
        failedOrdinal = NO_FAILURE;
        unknownInRecord = 0;
        scanner.reset(array, records.start(i), records.length(i));
        try {
            int token = scanner.peekToken();
            if (schema.whole()) {
                leaf(top[0], token, scanner.position(), 0);
            } else if (token != '{') {
                scanner.skipValue(0);
                scanner.expectEnd();
                reject(
                        records,
                        i,
                        RejectionReason.WRONG_TYPE,
                        "",
                        "an event is a JSON object, found "
                                + RejectionDetail.show(array, records.start(i), records.start(i) + records.length(i)));
                return;
            }
            if (!schema.whole()) {
                topLevelObject();
            }
            scanner.expectEnd();
            if (schema.judge() != null) {
                judgeEvent(records.start(i));
            }
        } catch (MalformedJsonException e) {
            reject(
                    records,
                    i,
                    RejectionReason.MALFORMED_JSON,
                    "",
                    e.what() + ", at byte " + (e.position() - records.start(i)) + " of " + records.length(i));
            return;
        }
        if (failedOrdinal == NO_FAILURE) {
            checkFuture(records.time(i));
        }
        if (failedOrdinal == NO_FAILURE) {
            batch.keepRow(records.offset(i));
            unknownInBatch += unknownInRecord;
        } else {
            reject(records, i, failedReason, failedPointer, detail(records.time(i), array));
        }
    }

    private void topLevelObject() {
        if (extra != null) {
            extra.clear();
        }
        members(null, top, topSuccessor, unexpectedAtTop, schema.additionalProperties(), "", 1);
        if (extra != null) {
            storeExtra();
        }
    }

    private void storeExtra() {
        StringColumn column = (StringColumn) batch.column(schema.columns().size() - 1);
        if (extra.isEmpty()) {
            column.setAbsent(row, 0);
        } else {
            extra.finish();
            column.set(row, extra.bytes(), 0, extra.length());
        }
    }

    /** Reads an object whose opening brace is next, and judges what it lacks. */
    private void members(
            FieldPlan group,
            FieldPlan[] children,
            int[] successor,
            int unexpectedOrdinal,
            boolean additionalProperties,
            String pointer,
            int depth) {
        scanner.checkDepth(depth);
        scanner.skip(1);
        if (scanner.peekToken() == '}') {
            scanner.skip(1);
        } else {
            int previous = 0;
            do {
                int guess = successor[previous];
                int child;
                if (guess >= 0 && scanner.nextIs(children[guess].quotedName)) {
                    scanner.skip(children[guess].quotedName.length);
                    child = guess;
                } else {
                    child = readName(children);
                    successor[previous] = child < 0 ? guess : child;
                }
                if (child >= 0) {
                    known(children[child], depth);
                    previous = child + 1;
                } else {
                    unknown(group, unexpectedOrdinal, additionalProperties, pointer, depth);
                }
            } while (!scanner.endsAfterMember('}'));
        }
        for (FieldPlan child : children) {
            if (child.seenIn != record) {
                missing(child);
            }
        }
    }

    private int nameStart;

    /** Reads a property name and its colon; the index of the child of that name, or -1. */
    private int readName(FieldPlan[] children) {
        int token = scanner.peekToken();
        if (token != '"') {
            throw scanner.unexpected(token, "a property name");
        }
        nameStart = scanner.position();
        scanner.string();
        int found = -1;
        int length = scanner.stringLength();
        for (int i = 0; i < children.length && found < 0; i++) {
            byte[] name = children[i].name;
            if (name.length == length
                    && Arrays.equals(
                            name,
                            0,
                            length,
                            scanner.stringArray(),
                            scanner.stringStart(),
                            scanner.stringStart() + length)) {
                found = i;
            }
        }
        scanner.expect(':');
        return found;
    }

    private void known(FieldPlan plan, int depth) {
        if (plan.seenIn == record) {
            throw scanner.fail("the field " + plan.field.pointer() + " is given twice");
        }
        plan.seenIn = record;
        int token = scanner.peekToken();
        leaf(plan, token, scanner.position(), depth);
    }

    /** Reads the value of a property, of any type. */
    private void leaf(FieldPlan plan, int token, int start, int depth) {
        if (plan.field.judge() != null && token != plan.judgedLater) {
            if (!passes(plan, start, depth)) {
                return;
            }
            scanner.rewind(start);
        }
        if (token == 'n') {
            scanner.literal(JsonScanner.NULL);
            nullValue(plan, start);
            return;
        }
        switch (plan.type) {
            case STRING, UUID, TIMESTAMP -> text(plan, token, start, depth);
            case DOUBLE, LONG -> number(plan, token, start, depth);
            case BOOLEAN -> truth(plan, token, start, depth);
            case JSON -> json(plan, token, start, depth);
            case GROUP -> group(plan, token, start, depth);
        }
    }

    private void nullValue(FieldPlan plan, int start) {
        if (!plan.field.nullable()) {
            fail(plan, RejectionReason.WRONG_TYPE, start);
        } else if (!plan.admitsNull) {
            fail(plan, RejectionReason.NOT_IN_ENUM, start);
        } else {
            setAbsent(plan.field, plan.field.groupDefinitionLevel());
        }
    }

    private void missing(FieldPlan plan) {
        if (plan.field.required()) {
            fail(plan, RejectionReason.MISSING_FIELD, scanner.position());
        } else {
            setAbsent(plan.field, plan.field.groupDefinitionLevel());
        }
    }

    private void setAbsent(Field field, int definitionLevel) {
        if (!field.isGroup()) {
            batch.column(field.column()).setAbsent(row, definitionLevel);
            return;
        }
        for (int i = 0; i < field.children().size(); i++) {
            setAbsent(field.children().get(i), definitionLevel);
        }
    }

    private void group(FieldPlan plan, int token, int start, int depth) {
        if (token != '{') {
            wrongType(plan, start, depth);
            return;
        }
        int mark = extra == null ? 0 : extra.open(plan.quotedName);
        members(
                plan,
                plan.children,
                plan.successor,
                plan.unexpectedOrdinal,
                plan.field.additionalProperties(),
                plan.field.pointer(),
                depth + 1);
        if (extra != null) {
            extra.close(mark);
        }
        if (plan.field.judge() != null) {
            judgeGroup(plan, start, depth);
        }
    }

    /** Judges a leaf's value as a whole; it is passed either way. */
    private boolean passes(FieldPlan plan, int start, int depth) {
        if (plan.field.judge().allowsNothing() && !schema.whole()) {
            scanner.skipValue(depth);
            fail(plan, RejectionReason.UNEXPECTED_FIELD, start);
            return false;
        }
        JsonValue.Builder builder = new JsonValue.Builder();
        JsonValue value = values.read(depth, builder);
        Violation found = plan.field.judge().judge(value, builder);
        if (found != null) {
            fail(plan, plan.ordinal, found, plan.field.pointer(), start);
        }
        return found == null;
    }

    /** Judges an object that was read property by property once more as a whole. */
    private void judgeGroup(FieldPlan plan, int start, int depth) {
        int end = scanner.position();
        scanner.rewind(start);
        JsonValue.Builder builder = new JsonValue.Builder();
        JsonValue value = values.read(depth, builder);
        scanner.rewind(end);
        Violation found = plan.field.judge().judge(value, builder);
        if (found != null) {
            int ordinal = ordinal(found, plan.ordinal, plan.children, plan.unexpectedOrdinal);
            fail(plan, ordinal, found, plan.field.pointer(), start);
        }
    }

    private void judgeEvent(int start) {
        scanner.rewind(start);
        JsonValue.Builder builder = new JsonValue.Builder();
        JsonValue value = values.read(0, builder);
        Violation found = schema.judge().judge(value, builder);
        if (found != null) {
            fail(null, ordinal(found, BEFORE_ALL, top, unexpectedAtTop), found, "", start);
        }
    }

    /** The place of an object's fault in the order in which the checks of its properties count. */
    private static int ordinal(Violation found, int own, FieldPlan[] children, int unexpected) {
        if (found.phase() != Phase.CONTENT) {
            return found.phase().compareTo(Phase.CONTENT) < 0 ? own : unexpected;
        }
        String name = found.failingMember();
        for (FieldPlan child : children) {
            if (child.field.property().equals(name)) {
                return child.type == FieldType.GROUP && found.inner() != null
                        ? ordinal(found.inner(), child.ordinal, child.children, child.unexpectedOrdinal)
                        : child.ordinal;
            }
        }
        return unexpected;
    }

    /** Of a fault found on the way and one of the whole at the same place, the latter counts: it saw all checks. */
    private void fail(FieldPlan plan, int ordinal, Violation found, String pointer, int start) {
        if (ordinal <= failedOrdinal) {
            failedOrdinal = ordinal;
            failedReason = RejectionReason.valueOf(found.reason().name());
            failedField = plan;
            failedPointer = pointer + RejectionDetail.pointer(found);
            violation = found;
            failedStart = found.at().end() > 0 ? found.at().start() : start;
            failedEnd = found.at().end() > 0 ? found.at().end() : scanner.position();
        }
    }

    private void unknown(
            FieldPlan group, int unexpectedOrdinal, boolean additionalProperties, String pointer, int depth) {
        int start = nameStart;
        scanner.skipValue(depth);
        if (additionalProperties) {
            unknownInRecord++;
            if (extra != null) {
                extra.add(scanner.array(), start, scanner.position());
            }
        } else if (unexpectedOrdinal < failedOrdinal) {
            fail(group, unexpectedOrdinal, RejectionReason.UNEXPECTED_FIELD, pointer, start);
            failedPointer = pointer + "/" + RejectionDetail.name(scanner.array(), start, scanner.position());
        }
    }

    private void wrongType(FieldPlan plan, int start, int depth) {
        scanner.skipValue(depth);
        fail(plan, RejectionReason.WRONG_TYPE, start);
    }

    private void text(FieldPlan plan, int token, int start, int depth) {
        if (token != '"') {
            wrongType(plan, start, depth);
            return;
        }
        if (plan.type == FieldType.UUID && plainUuid(plan, start)) {
            return;
        }
        scanner.string();
        byte[] array = scanner.stringArray();
        int from = scanner.stringStart();
        int length = scanner.stringLength();
        if (plan.type == FieldType.STRING) {
            string(plan, array, from, length, start);
            return;
        }
        RejectionReason failure = plan.text.firstFailure(array, from, length);
        if (failure == null) {
            boolean good = plan.type == FieldType.UUID
                    ? uuid(plan, array, from, length)
                    : timestamp(plan, array, from, length);
            failure = good ? null : RejectionReason.BAD_FORMAT;
        }
        if (failure != null) {
            fail(plan, failure, start);
        }
    }

    private void string(FieldPlan plan, byte[] array, int from, int length, int start) {
        StringColumn column = (StringColumn) plan.column;
        long hash = StringColumn.hash(array, from, length);
        int code = column.find(array, from, length, hash);
        if (code < 0) {
            if (plan.field.judge() != null) {
                if (!textPasses(plan, array, from, length, start)) {
                    return;
                }
            } else {
                RejectionReason failure = plan.text.firstFailure(array, from, length);
                if (failure != null) {
                    fail(plan, failure, start);
                    return;
                }
            }
            code = column.append(array, from, length, hash);
        }
        column.setCode(row, code);
    }

    private boolean textPasses(FieldPlan plan, byte[] array, int from, int length, int start) {
        JsonValue.Builder builder = new JsonValue.Builder();
        Violation found = plan.field.judge().judge(JsonValueReader.text(builder, array, from, length), builder);
        if (found != null) {
            fail(plan, plan.ordinal, found, plan.field.pointer(), start);
        }
        return found == null;
    }

    /** Reads a uuid in quotes: what is one has no escape or foreign byte in it, so nobody need look for them first. */
    private boolean plainUuid(FieldPlan plan, int start) {
        boolean read = plan.text.isEmpty()
                && scanner.isQuoteAt(start + 1 + UUID_LENGTH)
                && uuid(plan, scanner.array(), start + 1, UUID_LENGTH);
        if (read) {
            scanner.skip(UUID_LENGTH + 2);
        }
        return read;
    }

    private boolean uuid(FieldPlan plan, byte[] array, int from, int length) {
        if (length != UUID_LENGTH
                || array[from + 8] != '-'
                || array[from + 13] != '-'
                || array[from + 18] != '-'
                || array[from + 23] != '-') {
            return false;
        }
        // Of the words between, those bytes that a hyphen does not cut in two.
        long first = Hex.parse(Bytes.eight(array, from));
        long second = Hex.parse(LOW_HALF & Bytes.eight(array, from + 9) | ~LOW_HALF & Bytes.eight(array, from + 10));
        long third = Hex.parse(LOW_HALF & Bytes.eight(array, from + 19) | ~LOW_HALF & Bytes.eight(array, from + 20));
        long fourth = Hex.parse(Bytes.eight(array, from + 28));
        if ((first | second | third | fourth) < 0) {
            return false;
        }
        ((UuidColumn) plan.column).set(row, first << 32 | second, third << 32 | fourth);
        return true;
    }

    private boolean timestamp(FieldPlan plan, byte[] array, int from, int length) {
        long micros = dateTimes.parse(array, from, length);
        if (micros == Rfc3339.INVALID) {
            return false;
        }
        ((LongColumn) plan.column).set(row, micros);
        return true;
    }

    private void number(FieldPlan plan, int token, int start, int depth) {
        if (token != '-' && (token < '0' || token > '9')) {
            wrongType(plan, start, depth);
            return;
        }
        scanner.number();
        int end = scanner.position();
        if (plan.type == FieldType.LONG) {
            integer(plan, start, end);
            return;
        }
        byte[] array = scanner.array();
        if (plan.number.limitsValues() && !plan.number.isAllowed(array, start, end)) {
            fail(plan, RejectionReason.NOT_IN_ENUM, start);
            return;
        }
        double value = toDouble(array, start, end);
        if (Double.isInfinite(value) || !plan.number.admits(value, array, start, end)) {
            fail(plan, RejectionReason.OUT_OF_RANGE, start);
            return;
        }
        ((DoubleColumn) plan.column).set(row, value);
    }

    private double toDouble(byte[] array, int start, int end) {
        // Both operands are exact, so one division rounds once (William D. Clinger, 1990).
        if (!scanner.hasExponent()
                && scanner.digits() <= 18
                && scanner.fractionDigits() < POWERS_OF_TEN.length
                && scanner.mantissa() < 1L << 53) {
            double value = scanner.mantissa() / POWERS_OF_TEN[scanner.fractionDigits()];
            return scanner.numberIsNegative() ? -value : value;
        }
        return DoubleText.parse(array, start, end);
    }

    private void integer(FieldPlan plan, int start, int end) {
        byte[] array = scanner.array();
        long value;
        if (!scanner.hasExponent() && scanner.fractionDigits() == 0 && scanner.digits() <= 18) {
            value = scanner.numberIsNegative() ? -scanner.mantissa() : scanner.mantissa();
        } else {
            decimal.parse(array, start, end);
            if (!decimal.isInteger()) {
                fail(plan, RejectionReason.WRONG_TYPE, start);
                return;
            }
            if (plan.number.limitsValues() && !plan.number.isAllowed(array, start, end)) {
                fail(plan, RejectionReason.NOT_IN_ENUM, start);
                return;
            }
            if (!decimal.fitsLong()) {
                fail(plan, RejectionReason.OUT_OF_RANGE, start);
                return;
            }
            value = decimal.toLong();
        }
        if (plan.number.limitsValues() && !plan.number.isAllowed(array, start, end)) {
            fail(plan, RejectionReason.NOT_IN_ENUM, start);
        } else if (!plan.number.admits(value, array, start, end) || value < plan.minTime || value > plan.maxTime) {
            fail(plan, RejectionReason.OUT_OF_RANGE, start);
        } else {
            ((LongColumn) plan.column).set(row, value);
        }
    }

    private void truth(FieldPlan plan, int token, int start, int depth) {
        if (token != 't' && token != 'f') {
            wrongType(plan, start, depth);
            return;
        }
        boolean value = token == 't';
        scanner.literal(value ? JsonScanner.TRUE : JsonScanner.FALSE);
        if (value ? plan.admitsTrue : plan.admitsFalse) {
            ((BooleanColumn) plan.column).set(row, value);
        } else {
            fail(plan, RejectionReason.NOT_IN_ENUM, start);
        }
    }

    private void json(FieldPlan plan, int token, int start, int depth) {
        scanner.skipValue(depth);
        if (plan.opening != 0 && token != plan.opening) {
            fail(plan, RejectionReason.WRONG_TYPE, start);
            return;
        }
        StringColumn column = (StringColumn) plan.column;
        column.set(row, scanner.array(), start, scanner.position() - start);
    }

    private void checkFuture(long recordTime) {
        if (maxFutureMicros == Long.MAX_VALUE || !RecordBatch.isPlausible(recordTime)) {
            return;
        }
        if (eventTime.micros(row) - maxFutureMicros > recordTime * 1000) {
            fail(
                    null,
                    futureOrdinal,
                    RejectionReason.FUTURE_TIMESTAMP,
                    batch.roles().time().pointer(),
                    0);
        }
    }

    private void fail(FieldPlan plan, RejectionReason reason, int start) {
        fail(plan, plan.ordinal, reason, plan.field.pointer(), start);
    }

    private void fail(FieldPlan plan, int ordinal, RejectionReason reason, String pointer, int start) {
        if (ordinal < failedOrdinal) {
            failedOrdinal = ordinal;
            failedReason = reason;
            failedField = plan;
            failedPointer = pointer;
            violation = null;
            failedStart = start;
            failedEnd = scanner.position();
        }
    }

    private String detail(long recordTime, byte[] array) {
        if (failedReason == RejectionReason.FUTURE_TIMESTAMP) {
            return RejectionDetail.future(eventTime.micros(row), recordTime, maxFutureMicros);
        }
        if (violation != null) {
            return RejectionDetail.of(violation, array, failedStart, failedEnd);
        }
        return RejectionDetail.of(failedReason, failedField, array, failedStart, failedEnd);
    }

    private void reject(RecordBatch records, int i, RejectionReason reason, String pointer, String detail) {
        byte[] array = records.array(i);
        int kept = Math.min(records.length(i), Rejection.MAX_PAYLOAD_BYTES);
        byte[] payload = array == null ? null : Arrays.copyOfRange(array, records.start(i), records.start(i) + kept);
        batch.reject(new Rejection(
                reason,
                pointer,
                detail,
                records.partition(),
                records.offset(i),
                records.time(i),
                records.plausibleTime(i),
                payload,
                records.trueLength(i),
                records.key(i)));
    }
}
