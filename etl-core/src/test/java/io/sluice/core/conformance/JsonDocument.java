package io.sluice.core.conformance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One JSON text, read strictly by RFC 8259, with what a plain tree forgets: repeated names and the text of numbers. */
final class JsonDocument {
    /** The top level is depth 1; what is nested deeper than this is no JSON here. */
    static final int MAX_DEPTH = 64;

    /** Jackson without limits of its own. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** A JSON value. */
    sealed interface Value permits JsonNull, JsonBoolean, JsonNumber, JsonString, JsonArray, JsonObject {}

    record JsonNull() implements Value {}

    record JsonBoolean(boolean value) implements Value {}

    /** A number as it is written. */
    record JsonNumber(String text) implements Value {}

    record JsonString(String value) implements Value {}

    /** An array as it is written: the model never looks inside. */
    record JsonArray(String raw) implements Value {}

    /** An object with its members in the order of the text, and as it is written. */
    record JsonObject(List<Member> members, String raw) implements Value {
        List<Value> all(String name) {
            List<Value> all = new ArrayList<>(1);
            for (Member member : members) {
                if (member.name.equals(name)) {
                    all.add(member.value);
                }
            }
            return all;
        }
    }

    record Member(String name, Value value) {}

    private final String text;
    private final JsonParser parser;

    private JsonDocument(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    /** The value of the only JSON text in the bytes, or null where they are none. */
    static Value parse(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.startsWith("\uFEFF")) {
                return null;
            }
            try (JsonParser parser = FACTORY.createParser(text)) {
                if (parser.nextToken() == null) {
                    return null;
                }
                Value value = new JsonDocument(text, parser).value(1);
                return parser.nextToken() == null ? value : null;
            }
        } catch (CharacterCodingException e) {
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    private Value value(int depth) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> new JsonNull();
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
            case VALUE_STRING -> new JsonString(whole(parser.getText()));
            case START_ARRAY -> array(depth);
            case START_OBJECT -> object(depth);
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IOException("No value can start with " + parser.currentToken());
        };
    }

    private JsonArray array(int depth) throws IOException {
        int start = enter(depth);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(depth + 1);
        }
        return new JsonArray(text.substring(start, end()));
    }

    private JsonObject object(int depth) throws IOException {
        int start = enter(depth);
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = whole(parser.currentName());
            parser.nextToken();
            members.add(new Member(name, value(depth + 1)));
        }
        return new JsonObject(members, text.substring(start, end()));
    }

    private int enter(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("Nested deeper than " + MAX_DEPTH);
        }
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private int end() {
        return (int) parser.currentLocation().getCharOffset();
    }

    /** The text, if all its surrogates are in pairs: escapes can write what UTF-8 cannot. */
    private static String whole(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IOException("An unpaired surrogate");
            }
        }
        return text;
    }
}
