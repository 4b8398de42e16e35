package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue.Kind;

/** {@code minItems} and {@code maxItems} of arrays, {@code minProperties} and {@code maxProperties} of objects. */
final class SizeKeyword extends Keyword {
    private final int least;
    private final int most;
    private final String parts;

    /** @param parts what is counted, for the message */
    SizeKeyword(Kind kind, int least, int most, String parts) {
        super(kind);
        this.least = least;
        this.most = most;
        this.parts = parts;
    }

    @Override
    void apply(Frame frame) {
        int size = frame.value.size();
        if (size < least || size > most) {
            frame.fail(Phase.SIZE, Reason.WRONG_SIZE, ScalarKeywords.range(least, most) + " " + parts);
        }
    }
}
