package io.sluice.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.pattern.PatternMatcher;
import io.sluice.core.schema.Checks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The string checks of one field, on UTF-8 bytes. Belongs to one decoder and one thread. */
final class TextChecks {
    private final byte[][] allowed;
    private final Checks checks;
    private final PatternMatcher pattern;
    private final boolean none;

    TextChecks(Checks checks) {
        this.checks = checks;
        allowed = checks.allowed() == null
                ? null
                : checks.allowed().stream()
                        .filter(JsonNode::isTextual)
                        .map(node -> node.textValue().getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
        pattern = checks.pattern() == null ? null : checks.pattern().matcher();
        none = allowed == null && pattern == null && checks.minLength() < 0 && checks.maxLength() < 0;
    }

    /** Whether there is nothing to check. */
    boolean isEmpty() {
        return none;
    }

    /** The first check that the text fails, or null. */
    RejectionReason firstFailure(byte[] text, int start, int length) {
        if (none) {
            return null;
        }
        if (allowed != null && !isAllowed(text, start, length)) {
            return RejectionReason.NOT_IN_ENUM;
        }
        if (!hasLength(text, start, length)) {
            return RejectionReason.WRONG_LENGTH;
        }
        return matchesPattern(text, start, length) ? null : RejectionReason.PATTERN_MISMATCH;
    }

    private boolean isAllowed(byte[] text, int start, int length) {
        for (byte[] candidate : allowed) {
            if (Arrays.equals(candidate, 0, candidate.length, text, start, start + length)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasLength(byte[] text, int start, int length) {
        if (checks.minLength() < 0 && checks.maxLength() < 0) {
            return true;
        }
        int codePoints = codePoints(text, start, length);
        return codePoints >= checks.minLength() && (checks.maxLength() < 0 || codePoints <= checks.maxLength());
    }

    static int codePoints(byte[] text, int start, int length) {
        int codePoints = 0;
        for (int i = start; i < start + length; i++) {
            if ((text[i] & 0xc0) != 0x80) {
                codePoints++;
            }
        }
        return codePoints;
    }

    private boolean matchesPattern(byte[] text, int start, int length) {
        return pattern == null || pattern.isFoundIn(text, start, length);
    }
}
