package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue;

/** The first assertion that a value fails, in the order of {@link Phase}, from the outside in. Immutable. */
public final class Violation {
    private final long rank;
    private final Violation inner;
    private final Reason reason;
    private final JsonValue at;
    private final String member;
    private final String expected;
    private final String failing;

    private Violation(
            long rank, Violation inner, Reason reason, JsonValue at, String member, String expected, String failing) {
        this.rank = rank;
        this.inner = inner;
        this.reason = reason;
        this.at = at;
        this.member = member;
        this.expected = expected;
        this.failing = failing;
    }

    static Violation of(long rank, Reason reason, JsonValue at, String member, String expected) {
        return new Violation(rank, null, reason, at, member, expected, member == null ? at.memberName() : member);
    }

    /** What a member or an item does wrong, as a fault of the value that holds it. */
    static Violation within(long rank, Violation inner, JsonValue contained) {
        return new Violation(rank, inner, inner.reason, inner.at, inner.member, inner.expected, contained.memberName());
    }

    /** Whether this one counts before another at the same value. */
    boolean before(Violation other) {
        Violation left = this;
        Violation right = other;
        while (left.rank == right.rank && left.inner != null && right.inner != null) {
            left = left.inner;
            right = right.inner;
        }
        return left.rank < right.rank;
    }

    /** What kind of assertion fails. */
    public Reason reason() {
        return reason;
    }

    /** The value that fails it; for a missing member the object that lacks it. */
    public JsonValue at() {
        return at;
    }

    /** The JSON pointer of the value, or of the missing member. */
    public String pointer() {
        return member == null ? at.pointer() : at.pointer() + "/" + JsonValue.escape(member);
    }

    /** The name of the missing member; null where nothing is missing. */
    public String member() {
        return member;
    }

    /** The name of the judged object's own member that is missing or at fault, directly or further in; null for none. */
    public String failingMember() {
        return failing;
    }

    /** What the schema expects, in words that follow "expected". */
    public String expected() {
        return expected;
    }

    /** At which of its steps the judged value fails. */
    public Phase phase() {
        return Phase.of(rank);
    }

    /** The same fault seen from one member or item further in; null where it is a fault of the value itself. */
    public Violation inner() {
        return inner;
    }

    @Override
    public String toString() {
        return reason + " at \"" + pointer() + "\": expected " + expected;
    }
}
