package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles a schema and all that it leads to, and ties the references. Used once. */
final class SchemaLinker {
    private final SchemaSet set;
    private final boolean formats;
    private final Map<String, SchemaNode> nodes = new HashMap<>();
    private final List<SchemaNode> inOrder = new ArrayList<>();
    private final Deque<SchemaNode> open = new ArrayDeque<>();
    private final List<LogicKeywords.Dynamic> dynamic = new ArrayList<>();
    private boolean tracks;

    SchemaLinker(SchemaSet set, boolean formats) {
        this.set = set;
        this.formats = formats;
    }

    JsonSchema compile(Resource file) {
        SchemaNode root = node(file, file.pointer);
        compileOpen();
        inOrder.forEach(this::shorten);
        new Nesting(inOrder).check();
        return new JsonSchema(root, tracks, !dynamic.isEmpty());
    }

    private void compileOpen() {
        int known = -1;
        // A dynamic reference may mean any anchor of its name, in files that were not referred to before, too.
        while (known < inOrder.size()) {
            known = inOrder.size();
            while (!open.isEmpty()) {
                SchemaNode node = open.remove();
                new KeywordCompiler(this, node, formats).compile();
            }
            for (LogicKeywords.Dynamic reference : dynamic) {
                reference.bind(meanings(reference));
            }
        }
    }

    private Map<Resource, SchemaNode> meanings(LogicKeywords.Dynamic reference) {
        Map<Resource, SchemaNode> found = new HashMap<>();
        for (Resource resource : set.all()) {
            String pointer = reference.pointer(resource);
            if (pointer != null) {
                SchemaNode meant = node(resource, pointer);
                meant.shared = true;
                found.put(resource, meant);
            }
        }
        return found;
    }

    /** Notes that keywords need to know what was looked at. */
    void track() {
        tracks = true;
    }

    /** The schema at a pointer into a resource's file. */
    SchemaNode node(Resource near, String pointer) {
        JsonNode json = near.document.at(pointer);
        Resource resource = set.owner(near.document, pointer);
        SchemaNode found = nodes.get(SchemaSet.key(resource.document, pointer));
        if (found == null) {
            found = new SchemaNode(resource, pointer, json, inOrder.size());
            nodes.put(SchemaSet.key(resource.document, pointer), found);
            inOrder.add(found);
            open.add(found);
        }
        return found;
    }

    /** The schema that a reference means. */
    SchemaNode resolve(SchemaNode from, String keyword, String reference) {
        String uri = UriReference.resolve(from.resource.uri, reference);
        Resource resource = set.resource(uri);
        if (resource == null) {
            throw refuse(
                    from,
                    keyword,
                    "refers to \"" + reference + "\" (" + uri + "), which is neither in this file nor in one of"
                            + " schema.refs; nothing is fetched");
        }
        String fragment = UriReference.fragment(reference);
        String pointer;
        if (fragment.isEmpty()) {
            pointer = resource.pointer;
        } else if (fragment.startsWith("/")) {
            pointer = resource.pointer + fragment;
        } else {
            pointer = resource.anchors.get(fragment);
        }
        if (pointer == null || !exists(resource, pointer)) {
            throw refuse(from, keyword, "refers to \"" + reference + "\", and there is no schema");
        }
        SchemaNode found = node(resource, pointer);
        found.shared |= found.referenced;
        found.referenced = true;
        return found;
    }

    private static boolean exists(Resource resource, String pointer) {
        try {
            return Subschemas.isSchema(resource.document.at(pointer));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The keyword {@code $dynamicRef}: as {@code $ref}, unless what it means is a dynamic anchor. */
    Keyword dynamicRef(SchemaNode from, String reference) {
        SchemaNode initial = resolve(from, "$dynamicRef", reference);
        String name = UriReference.fragment(reference);
        if (!initial.pointer().equals(initial.resource.dynamicAnchors.get(name))) {
            return new LogicKeywords.All(List.of(initial));
        }
        return dynamic(name, initial);
    }

    /** The keyword {@code $recursiveRef}. */
    Keyword recursiveRef(SchemaNode from, String reference) {
        SchemaNode initial = resolve(from, "$recursiveRef", reference);
        return initial.resource.recursiveAnchor && initial.pointer().equals(initial.resource.pointer)
                ? dynamic(null, initial)
                : new LogicKeywords.All(List.of(initial));
    }

    private Keyword dynamic(String name, SchemaNode initial) {
        LogicKeywords.Dynamic reference = new LogicKeywords.Dynamic(name, initial);
        dynamic.add(reference);
        return reference;
    }

    /** Lets a schema that is a reference and nothing else stand for what it refers to. */
    private void shorten(SchemaNode node) {
        Set<SchemaNode> seen = new HashSet<>();
        SchemaNode at = node;
        while (at.keywords.length == 1
                && at.reference != null
                // What is entered on the way may be what a dynamic reference means.
                && at.reference.resource == at.resource
                && !at.pointer().equals(at.resource.pointer)) {
            if (!seen.add(at)) {
                throw refuse(at, "$ref", "refers to itself in a circle, and so says nothing");
            }
            at.reference.shared |= at.shared;
            at = at.reference;
        }
        node.target = at;
    }

    static InvalidSchemaException refuse(SchemaNode node, String keyword, String message) {
        return new InvalidSchemaException(node.source(), node.pointer() + "/" + JsonValue.escape(keyword), message);
    }
}
