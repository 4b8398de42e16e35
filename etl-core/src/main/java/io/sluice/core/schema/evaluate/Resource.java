package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** A schema with an address of its own: a file, or a part of one that an {@code $id} names. */
final class Resource {
    /** A file, by the name it is known by in messages. */
    record Document(String name, int number, JsonNode root) {
        /** The part at a JSON pointer; missing where there is none. */
        JsonNode at(String pointer) {
            return pointer.isEmpty() ? root : root.at(pointer);
        }
    }

    final Document document;
    /** Where in the file it stands. */
    final String pointer;
    /** Its address, without a fragment. */
    final String uri;

    final Dialect dialect;
    /** JSON pointers within the file by the names that {@code $anchor} and its likes give. */
    final Map<String, String> anchors = new HashMap<>();
    /** Those of {@code $dynamicAnchor} alone. */
    final Map<String, String> dynamicAnchors = new HashMap<>();

    final boolean recursiveAnchor;

    Resource(Document document, String pointer, String uri, Dialect dialect, boolean recursiveAnchor) {
        this.document = document;
        this.pointer = pointer;
        this.uri = uri;
        this.dialect = dialect;
        this.recursiveAnchor = recursiveAnchor;
    }
}
