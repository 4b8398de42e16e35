package io.sluice.core.schema.evaluate;

import io.sluice.core.json.DecimalText;
import io.sluice.core.json.JsonValue;
import io.sluice.core.json.JsonValue.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Keywords that look at a value without what it contains. */
final class ScalarKeywords {
    private ScalarKeywords() {}

    /** {@code type}. */
    static final class Type extends Keyword {
        private final List<String> names;
        private final boolean integer;
        private final int kinds;

        Type(List<String> names) {
            this.names = names;
            integer = names.contains("integer") && !names.contains("number");
            int mask = 0;
            for (Kind kind : Kind.values()) {
                if (names.contains(JsonValue.typeName(kind))) {
                    mask |= 1 << kind.ordinal();
                }
            }
            kinds = mask;
        }

        @Override
        void apply(Frame frame) {
            Kind kind = frame.value.kind();
            boolean holds = (kinds & 1 << kind.ordinal()) != 0
                    || (integer && kind == Kind.NUMBER && frame.value.number().isInteger());
            if (!holds) {
                frame.fail(Phase.TYPE, Reason.WRONG_TYPE, String.join(" or ", names));
            }
        }
    }

    /** {@code enum} and {@code const}. */
    static final class Values extends Keyword {
        private final List<JsonValue> allowed;
        private final String shown;

        Values(List<JsonValue> allowed, List<String> texts) {
            this.allowed = allowed;
            shown = "one of " + texts.stream().collect(Collectors.joining(", "));
        }

        @Override
        void apply(Frame frame) {
            for (int i = 0; i < allowed.size(); i++) {
                if (frame.value.sameAs(allowed.get(i))) {
                    return;
                }
            }
            frame.fail(Phase.VALUES, Reason.NOT_IN_ENUM, shown);
        }
    }

    /** {@code minLength} and {@code maxLength}. */
    static final class Length extends Keyword {
        private final int least;
        private final int most;

        Length(int least, int most) {
            super(Kind.STRING);
            this.least = least;
            this.most = most;
        }

        @Override
        void apply(Frame frame) {
            String text = frame.value.text();
            int length = text.codePointCount(0, text.length());
            if (length < least || length > most) {
                frame.fail(Phase.SIZE, Reason.WRONG_LENGTH, range(least, most) + " characters");
            }
        }
    }

    static String range(int least, int most) {
        if (most == Integer.MAX_VALUE) {
            return "at least " + least;
        }
        return least <= 0 ? "at most " + most : least + " to " + most;
    }

    /** {@code pattern}. */
    static final class Pattern extends Keyword {
        private final Regex regex;

        Pattern(Regex regex) {
            super(Kind.STRING);
            this.regex = regex;
        }

        @Override
        void apply(Frame frame) {
            if (!frame.run.finds(regex, frame.value.text())) {
                frame.fail(Phase.PATTERN, Reason.PATTERN_MISMATCH, "a match of " + regex);
            }
        }
    }

    /** {@code format}, as an assertion. */
    static final class FormatCheck extends Keyword {
        private final Format format;

        FormatCheck(Format format) {
            super(Kind.STRING);
            this.format = format;
        }

        @Override
        void apply(Frame frame) {
            if (!format.matches(frame.value.text())) {
                frame.fail(Phase.FORMAT, Reason.BAD_FORMAT, format.description());
            }
        }
    }

    /** A bound of numbers. */
    static final class Bound extends Keyword {
        private final String relation;
        private final DecimalText bound;
        private final BigDecimal shown;
        private final int side;
        private final boolean exclusive;

        /**
         * A bound.
         *
         * @param side 1 for a least value, -1 for a greatest
         */
        Bound(BigDecimal value, int side, boolean exclusive) {
            super(Kind.NUMBER);
            bound = DecimalText.of(value);
            shown = value;
            this.side = side;
            this.exclusive = exclusive;
            relation = (side > 0 ? ">" : "<") + (exclusive ? "" : "=");
        }

        @Override
        void apply(Frame frame) {
            int comparison = frame.value.number().compareTo(bound) * side;
            if (exclusive ? comparison <= 0 : comparison < 0) {
                frame.fail(Phase.RANGE, Reason.OUT_OF_RANGE, "a number " + relation + " " + shown);
            }
        }
    }

    /** {@code multipleOf}. */
    static final class MultipleOf extends Keyword {
        private final BigDecimal step;

        MultipleOf(BigDecimal step) {
            super(Kind.NUMBER);
            this.step = step;
        }

        @Override
        void apply(Frame frame) {
            if (!frame.value.number().isMultipleOf(step)) {
                frame.fail(Phase.RANGE, Reason.OUT_OF_RANGE, "a multiple of " + step);
            }
        }
    }

    /** The schema {@code false}. */
    static final class Nothing extends Keyword {
        @Override
        void apply(Frame frame) {
            frame.fail(Phase.MATCH, Reason.NO_MATCH, "no value at all");
        }
    }
}
