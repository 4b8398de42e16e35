package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.schema.ValueTypes.Type;
import io.sluice.core.schema.evaluate.SchemaNode;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which keywords of a schema can fail at all. */
final class Assertions {
    /** What says nothing about a value. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "$schema",
            "$id",
            "id",
            "$comment",
            "$anchor",
            "$defs",
            "definitions",
            "$vocabulary",
            "$dynamicAnchor",
            "$recursiveAnchor",
            "readOnly",
            "writeOnly",
            "deprecated",
            "contentMediaType",
            "contentEncoding",
            "contentSchema");

    /** What is looked at with another keyword, or followed rather than checked. */
    private static final Set<String> WITH_OTHERS =
            Set.of("type", "then", "else", "minContains", "maxContains", "$ref", "allOf");

    private static final Map<Type, Set<String>> OF_TYPE = Map.of(
            Type.STRING, Set.of("minLength", "maxLength", "pattern", "format"),
            Type.INTEGER, Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
            Type.ARRAY,
                    Set.of(
                            "items",
                            "additionalItems",
                            "prefixItems",
                            "contains",
                            "minItems",
                            "maxItems",
                            "uniqueItems",
                            "unevaluatedItems"),
            Type.OBJECT,
                    Set.of(
                            "properties",
                            "patternProperties",
                            "additionalProperties",
                            "required",
                            "minProperties",
                            "maxProperties",
                            "propertyNames",
                            "dependencies",
                            "dependentRequired",
                            "dependentSchemas",
                            "unevaluatedProperties"));

    private Assertions() {}

    /** Whether a keyword asserts nothing. */
    static boolean isAnnotation(String keyword) {
        return ANNOTATIONS.contains(keyword);
    }

    /** Whether a value of one of these kinds can fail the keyword. */
    static boolean matters(SchemaNode node, String keyword, EnumSet<Type> kinds) {
        if (isAnnotation(keyword) || WITH_OTHERS.contains(keyword) || saysNothing(node, keyword)) {
            return false;
        }
        boolean numbers = kinds.contains(Type.INTEGER) || kinds.contains(Type.FRACTION);
        for (Map.Entry<Type, Set<String>> entry : OF_TYPE.entrySet()) {
            if (entry.getValue().contains(keyword)) {
                return entry.getKey() == Type.INTEGER ? numbers : kinds.contains(entry.getKey());
            }
        }
        return true;
    }

    private static boolean saysNothing(SchemaNode node, String keyword) {
        JsonNode value = node.keyword(keyword);
        return switch (keyword) {
            case "format" -> !node.assertsFormat();
            case "properties",
                    "patternProperties",
                    "dependencies",
                    "dependentRequired",
                    "dependentSchemas",
                    "required" -> value.isEmpty();
            case "additionalProperties",
                    "items",
                    "additionalItems",
                    "propertyNames",
                    "unevaluatedItems",
                    "unevaluatedProperties" ->
                (value.isBoolean() && value.booleanValue()) || (value.isContainerNode() && value.isEmpty());
            case "minItems", "minLength", "minProperties" ->
                value.decimalValue().signum() == 0;
            case "uniqueItems" -> !value.booleanValue();
            case "exclusiveMinimum", "exclusiveMaximum" -> value.isBoolean();
            default -> false;
        };
    }
}
