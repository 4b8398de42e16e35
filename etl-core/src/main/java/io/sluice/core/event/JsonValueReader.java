package io.sluice.core.event;

import io.sluice.core.json.DecimalText;
import io.sluice.core.json.JsonValue;
import io.sluice.core.json.JsonValue.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads values whole, for the fields that the general evaluator judges. Refuses names that an object has twice. */
final class JsonValueReader {
    private final JsonScanner scanner;
    private JsonValue.Builder values;

    JsonValueReader(JsonScanner scanner) {
        this.scanner = scanner;
    }

    /**
     * Reads the value that comes next.
     *
     * @param depth how many arrays and objects enclose it
     * @param builder numbers the values
     */
    JsonValue read(int depth, JsonValue.Builder builder) {
        values = builder;
        return fill(builder.root(kind()), depth);
    }

    /** A string by itself, as it was decoded. */
    static JsonValue text(JsonValue.Builder builder, byte[] array, int from, int length) {
        return builder.root(Kind.STRING).text(new String(array, from, length, StandardCharsets.UTF_8));
    }

    private Kind kind() {
        int token = scanner.peekToken();
        return switch (token) {
            case '"' -> Kind.STRING;
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> throw scanner.unexpected(token, "a value");
        };
    }

    private JsonValue fill(JsonValue value, int depth) {
        int start = scanner.position();
        switch (value.kind()) {
            case STRING -> value.text(text());
            case NUMBER -> {
                scanner.number();
                value.number(DecimalText.of(scanner.array(), start, scanner.position()));
            }
            case BOOLEAN -> {
                boolean truth = scanner.array()[start] == 't';
                scanner.literal(truth ? JsonScanner.TRUE : JsonScanner.FALSE);
                value.truth(truth);
            }
            case NULL -> scanner.literal(JsonScanner.NULL);
            case ARRAY -> items(value, depth + 1);
            case OBJECT -> members(value, depth + 1);
        }
        return value.at(start, scanner.position());
    }

    private String text() {
        scanner.string();
        return new String(scanner.stringArray(), scanner.stringStart(), scanner.stringLength(), StandardCharsets.UTF_8);
    }

    private void items(JsonValue array, int depth) {
        scanner.checkDepth(depth);
        scanner.skip(1);
        List<JsonValue> items = new ArrayList<>();
        if (scanner.peekToken() == ']') {
            scanner.skip(1);
        } else {
            do {
                items.add(fill(values.item(array, items.size(), kind()), depth));
            } while (!scanner.endsAfterMember(']'));
        }
        array.items(items);
    }

    private void members(JsonValue object, int depth) {
        scanner.checkDepth(depth);
        scanner.skip(1);
        List<String> names = new ArrayList<>();
        List<JsonValue> members = new ArrayList<>();
        if (scanner.peekToken() == '}') {
            scanner.skip(1);
        } else {
            do {
                int token = scanner.peekToken();
                if (token != '"') {
                    throw scanner.unexpected(token, "a property name");
                }
                String name = text();
                scanner.expect(':');
                names.add(name);
                members.add(fill(values.member(object, name, kind()), depth));
            } while (!scanner.endsAfterMember('}'));
        }
        refuseTwice(names);
        object.members(names, members);
    }

    private void refuseTwice(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw scanner.fail("a name is given twice in one object");
            }
        }
    }
}
