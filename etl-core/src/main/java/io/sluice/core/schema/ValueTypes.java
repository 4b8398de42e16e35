package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.schema.evaluate.SchemaNode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/** Which kinds of values a schema can let pass, as far as that shows: at least those it does. */
final class ValueTypes {
    /** The types of JSON Schema, with numbers that are not whole as a kind of their own. */
    enum Type {
        NULL,
        BOOLEAN,
        INTEGER,
        FRACTION,
        STRING,
        ARRAY,
        OBJECT
    }

    private final Map<SchemaNode, EnumSet<Type>> known = new HashMap<>();

    /** The kinds that can pass; all for a schema that says nothing of types. */
    EnumSet<Type> of(SchemaNode node) {
        EnumSet<Type> found = known.get(node);
        if (found == null) {
            found = find(node);
            known.put(node, found);
        }
        return EnumSet.copyOf(found);
    }

    /** Whether {@code type} alone says which kinds can pass, so that another kind is of a wrong type and nothing else. */
    boolean areDeclared(SchemaNode node) {
        EnumSet<Type> declared = EnumSet.allOf(Type.class);
        for (SchemaNode conjunct : node.conjuncts()) {
            JsonNode type = conjunct.keyword("type");
            if (type != null) {
                declared.retainAll(named(type));
            }
        }
        return declared.equals(of(node));
    }

    private EnumSet<Type> find(SchemaNode node) {
        EnumSet<Type> types = EnumSet.allOf(Type.class);
        if (node.json().isBoolean()) {
            return node.json().booleanValue() ? types : EnumSet.noneOf(Type.class);
        }
        for (SchemaNode conjunct : node.conjuncts()) {
            JsonNode type = conjunct.keyword("type");
            if (type != null) {
                types.retainAll(named(type));
            }
            if (!conjunct.anyOf().isEmpty()) {
                types.retainAll(union(conjunct.anyOf()));
            }
            if (!conjunct.oneOf().isEmpty()) {
                types.retainAll(union(conjunct.oneOf()));
            }
        }
        return types.equals(EnumSet.allOf(Type.class)) ? byValues(node, types) : types;
    }

    /** Where no type is named, the values that are allowed tell. */
    private static EnumSet<Type> byValues(SchemaNode node, EnumSet<Type> types) {
        for (SchemaNode conjunct : node.conjuncts()) {
            JsonNode constant = conjunct.keyword("const");
            if (constant != null) {
                types.retainAll(EnumSet.of(type(constant)));
            }
            JsonNode values = conjunct.keyword("enum");
            if (values != null) {
                EnumSet<Type> all = EnumSet.noneOf(Type.class);
                values.forEach(value -> all.add(type(value)));
                types.retainAll(all);
            }
        }
        return types;
    }

    private EnumSet<Type> union(Iterable<SchemaNode> nodes) {
        EnumSet<Type> all = EnumSet.noneOf(Type.class);
        for (SchemaNode node : nodes) {
            all.addAll(of(node));
        }
        return all;
    }

    private static EnumSet<Type> named(JsonNode type) {
        EnumSet<Type> types = EnumSet.noneOf(Type.class);
        if (type.isTextual()) {
            add(types, type.textValue());
        } else {
            type.forEach(name -> add(types, name.textValue()));
        }
        return types;
    }

    private static void add(EnumSet<Type> types, String name) {
        switch (name) {
            case "number" -> {
                types.add(Type.INTEGER);
                types.add(Type.FRACTION);
            }
            case "null" -> types.add(Type.NULL);
            case "boolean" -> types.add(Type.BOOLEAN);
            case "integer" -> types.add(Type.INTEGER);
            case "string" -> types.add(Type.STRING);
            case "array" -> types.add(Type.ARRAY);
            default -> types.add(Type.OBJECT);
        }
    }

    private static Type type(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> Type.OBJECT;
            case ARRAY -> Type.ARRAY;
            case STRING -> Type.STRING;
            case BOOLEAN -> Type.BOOLEAN;
            case NUMBER -> value.decimalValue().stripTrailingZeros().scale() <= 0 ? Type.INTEGER : Type.FRACTION;
            default -> Type.NULL;
        };
    }
}
