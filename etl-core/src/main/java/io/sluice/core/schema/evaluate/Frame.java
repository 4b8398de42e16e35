package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue;
import java.util.BitSet;

/** The judgement of one value by one schema, while it is made and after. One thread. */
final class Frame {
    final Evaluation run;
    final JsonValue value;
    final Scope scope;
    /** Whether the first fault is wanted; without it evaluation ends at any fault. */
    final boolean report;
    /** The schema through which the value was reached: its properties give the order. */
    private final SchemaNode entry;

    private boolean valid = true;
    private Violation first;
    /** The members or items that some keyword looked at, where unevaluated ones matter. */
    private BitSet seen;

    Frame(Evaluation run, JsonValue value, Scope scope, boolean report, SchemaNode entry) {
        this.run = run;
        this.value = value;
        this.scope = scope;
        this.report = report;
        this.entry = entry;
    }

    boolean valid() {
        return valid;
    }

    Violation first() {
        return first;
    }

    /** Judges the same value by another schema. */
    Frame inPlace(SchemaNode node, boolean reporting) {
        return run.evaluate(node, value, scope, reporting, entry);
    }

    /** Judges what the value contains. */
    Frame inside(SchemaNode node, JsonValue contained, boolean reporting) {
        return run.evaluate(node, contained, scope, reporting, node);
    }

    /** Whether a value satisfies a schema, and nothing else. */
    boolean holds(SchemaNode node, JsonValue contained) {
        return inside(node, contained, false).valid;
    }

    int position(String property) {
        return entry.position(property);
    }

    void fail(Phase phase, Reason reason, String expected) {
        fail(phase.rank(0), reason, value, null, expected);
    }

    void fail(long rank, Reason reason, JsonValue at, String member, String expected) {
        valid = false;
        if (report) {
            keep(Violation.of(rank, reason, at, member, expected));
        }
    }

    /** Takes the fault of something the value contains. */
    void failWithin(long rank, Frame contained) {
        valid = false;
        if (report) {
            keep(Violation.within(rank, contained.first, contained.value));
        }
    }

    /** Takes the judgement of a schema that has to hold for the same value. */
    void require(Frame other) {
        if (other.valid) {
            adopt(other);
        } else {
            valid = false;
            if (report) {
                keep(other.first);
            }
        }
    }

    private void keep(Violation violation) {
        if (first == null || violation.before(first)) {
            first = violation;
        }
    }

    /** Takes over what a schema that holds for the same value has looked at. */
    void adopt(Frame other) {
        if (other.seen != null) {
            seen().or(other.seen);
        }
    }

    /** Notes that the i-th member or item was looked at. */
    void see(int i) {
        if (run.tracks()) {
            seen().set(i);
        }
    }

    /** Notes that all members or items were. */
    void seeAll() {
        if (run.tracks()) {
            seen().set(0, value.size());
        }
    }

    boolean hasSeen(int i) {
        return seen != null && seen.get(i);
    }

    private BitSet seen() {
        if (seen == null) {
            seen = new BitSet();
        }
        return seen;
    }
}
