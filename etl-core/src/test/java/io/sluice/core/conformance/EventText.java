package io.sluice.core.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A device event as pieces of JSON text that can be replaced, dropped and written in many ways. Mutable. */
final class EventText {
    private static final String[] SPACES = {" ", "  ", "\t", "\r", " \t "};

    /** One member of an object: its name without quotes, escaped as JSON, and its value as it will stand. */
    private record Piece(String name, String value) {}

    private final List<Piece> top = new ArrayList<>();
    private final List<Piece> metadata = new ArrayList<>();

    /** A valid event of the built-in schema. */
    static EventText of(String id, int device, String type, String time, String duration, String value) {
        EventText text = new EventText();
        text.add("event_id", quoted(id));
        text.add("device_id", quoted(String.format("device-%03d", device)));
        text.add("device_type", quoted(type));
        text.add("timestamp", quoted(time));
        text.add("event_duration", duration);
        text.add("value", value);
        text.add("status", "\"normal\"");
        text.add("metadata", null);
        text.metadata.add(new Piece("location", quoted("zone-" + (char) ('A' + device % 5))));
        text.metadata.add(new Piece("firmware", quoted("v1." + device % 10 + ".0")));
        return text;
    }

    static String quoted(String plain) {
        return "\"" + plain + "\"";
    }

    EventText copy() {
        EventText copy = new EventText();
        copy.top.addAll(top);
        copy.metadata.addAll(metadata);
        return copy;
    }

    /** Replaces the value of a property ({@code metadata.} goes into the group), or adds the property. */
    EventText set(String path, String rawValue) {
        List<Piece> pieces = in(path);
        String name = last(path);
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).name.equals(name)) {
                pieces.set(i, new Piece(name, rawValue));
                return this;
            }
        }
        pieces.add(new Piece(name, rawValue));
        return this;
    }

    /** Adds a property, whether or not it is there. */
    EventText add(String path, String rawValue) {
        in(path).add(new Piece(last(path), rawValue));
        return this;
    }

    EventText remove(String path) {
        in(path).removeIf(piece -> piece.name.equals(last(path)));
        return this;
    }

    /** Writes a property's name differently; the name is JSON text. */
    EventText rename(String path, String rawName) {
        List<Piece> pieces = in(path);
        pieces.replaceAll(piece -> piece.name.equals(last(path)) ? new Piece(rawName, piece.value) : piece);
        return this;
    }

    EventText shuffle(Random random) {
        Collections.shuffle(top, random);
        Collections.shuffle(metadata, random);
        return this;
    }

    private List<Piece> in(String path) {
        return path.startsWith("metadata.") ? metadata : top;
    }

    private static String last(String path) {
        return path.startsWith("metadata.") ? path.substring(9) : path;
    }

    /** The text without a space in it. */
    String write() {
        return write(null, new String[0]);
    }

    /** The text with spaces in odd places. */
    String writeLoosely(Random random) {
        return write(random, SPACES);
    }

    /** The text over several lines. */
    String writeOverLines(Random random) {
        return write(random, new String[] {"\n", "\n  ", "\r\n"});
    }

    private String write(Random random, String[] spaces) {
        StringBuilder out = new StringBuilder();
        object(top, random, spaces, out);
        space(random, spaces, out);
        // A carriage return at the end would be taken for a part of the line's end.
        while (!out.isEmpty() && out.charAt(out.length() - 1) == '\r') {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }

    private void object(List<Piece> pieces, Random random, String[] spaces, StringBuilder out) {
        space(random, spaces, out);
        out.append('{');
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (i > 0) {
                out.append(',');
            }
            space(random, spaces, out);
            out.append('"').append(piece.name).append('"');
            space(random, spaces, out);
            out.append(':');
            space(random, spaces, out);
            if (piece.value == null) {
                object(metadata, random, spaces, out);
            } else {
                out.append(piece.value);
            }
            space(random, spaces, out);
        }
        out.append('}');
    }

    private static void space(Random random, String[] spaces, StringBuilder out) {
        if (random != null && random.nextInt(3) == 0) {
            out.append(spaces[random.nextInt(spaces.length)]);
        }
    }

    /** Some characters of plain text written as escapes, which means the same. */
    static String escaped(String plain, Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (random.nextInt(3) == 0) {
                out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
