package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One schema of a file, compiled. Immutable once the set it belongs to is. */
public final class SchemaNode {
    private static final Keyword[] NONE = {};

    final Resource resource;
    final int id;
    private final String pointer;
    private final JsonNode json;

    Keyword[] keywords = NONE;
    /** The schema whose judgement is this one's: itself, or what it does nothing but refer to. */
    SchemaNode target = this;
    /** Static {@code $ref}, where there is one. */
    SchemaNode reference;
    /** Members of {@code allOf}. */
    List<SchemaNode> allOf = List.of();
    /** Members of {@code anyOf}. */
    List<SchemaNode> anyOf = List.of();
    /** Members of {@code oneOf}. */
    List<SchemaNode> oneOf = List.of();
    /** Schemas of {@code properties} in their order. */
    Map<String, SchemaNode> properties = Map.of();
    /** The schemas it holds directly, by the JSON pointers from it without the first slash. */
    final Map<String, SchemaNode> children = new LinkedHashMap<>();
    /** Whether more than one place applies it, so that its judgement of a value is worth keeping. */
    boolean shared;

    boolean referenced;
    boolean assertsFormat;
    private volatile Map<String, Integer> order;

    SchemaNode(Resource resource, String pointer, JsonNode json, int id) {
        this.resource = resource;
        this.pointer = pointer;
        this.json = json;
        this.id = id;
    }

    /** The text of the schema as a tree: an object or a boolean. */
    public JsonNode json() {
        return json;
    }

    /** Its JSON pointer within its file. */
    public String pointer() {
        return pointer;
    }

    /** The file it stands in, as that was named. */
    public String source() {
        return resource.document.name();
    }

    /** The draft it is read by. */
    public Draft draft() {
        return resource.dialect.draft();
    }

    /** The whole file as a tree. */
    public JsonNode document() {
        return resource.document.root();
    }

    /** The schema {@code false}, which no value satisfies. */
    boolean isFalse() {
        return target.json.isBoolean() && !target.json.booleanValue();
    }

    /** The keyword's value where the schema's draft gives it a meaning there, else null. */
    public JsonNode keyword(String name) {
        return json.isObject() && means(name) ? json.get(name) : null;
    }

    /** Whether the keyword's value is a format whose check is made. */
    public boolean assertsFormat() {
        return assertsFormat;
    }

    private boolean means(String name) {
        Dialect dialect = resource.dialect;
        return dialect.knows(name) && (name.equals("$ref") || !dialect.draft().refStandsAlone() || !refers());
    }

    private boolean refers() {
        return json.path("$ref").isTextual();
    }

    /** Whether a draft-04 boolean may stand where the later drafts have a bound. */
    public boolean booleanBounds() {
        return resource.dialect.booleanBounds();
    }

    /** The schema that {@code $ref} names; null without one. */
    public SchemaNode reference() {
        return reference;
    }

    /** The members of {@code anyOf}. */
    public List<SchemaNode> anyOf() {
        return anyOf;
    }

    /** The members of {@code oneOf}. */
    public List<SchemaNode> oneOf() {
        return oneOf;
    }

    /** The members of {@code allOf}. */
    public List<SchemaNode> allOf() {
        return allOf;
    }

    /**
     * A schema that it holds directly.
     *
     * @param where the JSON pointer from it without the first slash: {@code items}, {@code prefixItems/0}
     * @return null where there is none
     */
    public SchemaNode child(String where) {
        return children.get(where);
    }

    /** The schemas of {@code properties} in their order. */
    public Map<String, SchemaNode> properties() {
        return properties;
    }

    /**
     * The schemas that a value of this one has to satisfy all, itself first, then what it refers to and the members of
     * its {@code allOf}, with theirs in place.
     */
    public List<SchemaNode> conjuncts() {
        List<SchemaNode> all = new ArrayList<>();
        collect(all, new HashSet<>());
        return all;
    }

    private void collect(List<SchemaNode> all, Set<SchemaNode> seen) {
        if (!seen.add(this)) {
            return;
        }
        all.add(this);
        if (reference != null) {
            reference.collect(all, seen);
        }
        for (SchemaNode member : allOf) {
            member.collect(all, seen);
        }
    }

    /** The position that a property's faults have among those of an object; those that no property names come last. */
    int position(String property) {
        Map<String, Integer> positions = order;
        if (positions == null) {
            positions = new HashMap<>();
            for (SchemaNode conjunct : conjuncts()) {
                for (String name : conjunct.properties.keySet()) {
                    positions.putIfAbsent(name, positions.size());
                }
            }
            order = positions;
        }
        return positions.getOrDefault(property, -1);
    }

    @Override
    public String toString() {
        return source() + "#" + pointer;
    }
}
