package io.sluice.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.core.schema.FieldType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether a payload that was rejected has an id. Its id field is decoded, as far as the payload can be; only where that
 * field cannot be reached its bytes are searched for the id as a JSON token.
 */
public final class IdInPayload {
    private static final JsonFactory JSON = new JsonFactory();
    /** No whole number of an id is written with more characters. */
    private static final int LONGEST_NUMBER = 400;

    private final String path;
    private final String text;
    private final BigDecimal number;
    private final boolean ignoresCase;
    private final byte[] token;

    /** What is known of a payload and an id. */
    public enum Match {
        NO,
        YES,
        /** The payload cannot be decoded up to its id, but has the id's text as a token somewhere. */
        GUESS
    }

    /**
     * The id that a text stands for.
     *
     * @throws IllegalArgumentException if an id of this schema cannot be written so
     */
    public IdInPayload(String text, EventRoles roles) {
        EventId.parse(text, roles);
        FieldType type = roles.id().type();
        this.path = roles.id().path();
        this.number = type == FieldType.LONG ? new BigDecimal(Long.parseLong(text)) : null;
        this.text = number == null ? text : number.toString();
        this.ignoresCase = type == FieldType.UUID;
        this.token = (number == null ? '"' + text + '"' : this.text).getBytes(StandardCharsets.UTF_8);
    }

    /** Looks for the id. */
    public Match in(byte[] payload) {
        boolean decoded = false;
        try (JsonParser json = JSON.createParser(payload)) {
            Deque<String> parents = new ArrayDeque<>();
            String name = "";
            for (JsonToken next = json.nextToken(); next != null; next = json.nextToken()) {
                switch (next) {
                    case FIELD_NAME ->
                        name = parents.isEmpty() || parents.peek().isEmpty()
                                ? json.currentName()
                                : parents.peek() + "." + json.currentName();
                    case START_OBJECT -> parents.push(name);
                    case END_OBJECT -> parents.pop();
                    case START_ARRAY -> json.skipChildren();
                    default -> {
                        if (name.equals(path)) {
                            decoded = true;
                            if (isId(json, next)) {
                                return Match.YES;
                            }
                        }
                    }
                }
            }
            return Match.NO;
        } catch (IOException e) {
            return !decoded && hasToken(payload) ? Match.GUESS : Match.NO;
        }
    }

    private boolean isId(JsonParser json, JsonToken token) throws IOException {
        String value = json.getText();
        if (number != null && token == JsonToken.VALUE_NUMBER_FLOAT && value.length() <= LONGEST_NUMBER) {
            return number.compareTo(new BigDecimal(value)) == 0;
        }
        return ignoresCase ? value.equalsIgnoreCase(text) : value.equals(text);
    }

    private boolean hasToken(byte[] payload) {
        for (int start = 0; start + token.length <= payload.length; start++) {
            if (isTokenAt(payload, start)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTokenAt(byte[] payload, int start) {
        for (int i = 0; i < token.length; i++) {
            byte found = payload[start + i];
            if (found != token[i] && !(ignoresCase && lower(found) == lower(token[i]))) {
                return false;
            }
        }
        int end = start + token.length;
        return number == null
                || !(start > 0 && isOfNumber(payload[start - 1]))
                        && !(end < payload.length && isOfNumber(payload[end]));
    }

    private static byte lower(byte character) {
        return character >= 'A' && character <= 'Z' ? (byte) (character + ('a' - 'A')) : character;
    }

    /** Whether a character continues a number or a word. */
    private static boolean isOfNumber(byte character) {
        return character >= '0' && character <= '9'
                || character == '.'
                || character == '-'
                || character == '+'
                || character == '_'
                || lower(character) >= 'a' && lower(character) <= 'z'
                || character < 0;
    }
}
