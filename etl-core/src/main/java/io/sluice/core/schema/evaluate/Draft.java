package io.sluice.core.schema.evaluate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A version of JSON Schema: its address, and the keywords it knows. */
public enum Draft {
    DRAFT_4(
            "http://json-schema.org/draft-04/schema",
            "draft-04",
            List.of(
                    "$schema",
                    "id",
                    "$ref",
                    "definitions",
                    "title",
                    "description",
                    "default",
                    "type",
                    "enum",
                    "multipleOf",
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "minLength",
                    "maxLength",
                    "pattern",
                    "format",
                    "items",
                    "additionalItems",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "properties",
                    "patternProperties",
                    "additionalProperties",
                    "required",
                    "minProperties",
                    "maxProperties",
                    "dependencies",
                    "allOf",
                    "anyOf",
                    "oneOf",
                    "not"),
            List.of()),
    DRAFT_6(
            "http://json-schema.org/draft-06/schema",
            "draft-06",
            List.of("$id", "const", "contains", "propertyNames", "examples"),
            List.of("id")),
    DRAFT_7(
            "http://json-schema.org/draft-07/schema",
            "draft-07",
            List.of("if", "then", "else", "$comment", "readOnly", "writeOnly", "contentMediaType", "contentEncoding"),
            List.of()),
    DRAFT_2019_09(
            "https://json-schema.org/draft/2019-09/schema",
            "2019-09",
            List.of(
                    "$anchor",
                    "$defs",
                    "$recursiveRef",
                    "$recursiveAnchor",
                    "$vocabulary",
                    "dependentRequired",
                    "dependentSchemas",
                    "minContains",
                    "maxContains",
                    "unevaluatedItems",
                    "unevaluatedProperties",
                    "deprecated",
                    "contentSchema"),
            List.of("dependencies")),
    DRAFT_2020_12(
            "https://json-schema.org/draft/2020-12/schema",
            "2020-12",
            List.of("prefixItems", "$dynamicRef", "$dynamicAnchor"),
            List.of("additionalItems", "$recursiveRef", "$recursiveAnchor"));

    private final String uri;
    private final String label;
    private final List<String> added;
    private final List<String> dropped;
    private final Set<String> keywords = new LinkedHashSet<>();

    Draft(String uri, String label, List<String> added, List<String> dropped) {
        this.uri = uri;
        this.label = label;
        this.added = added;
        this.dropped = dropped;
    }

    static {
        Set<String> known = new LinkedHashSet<>();
        for (Draft draft : values()) {
            known.addAll(draft.added);
            draft.dropped.forEach(known::remove);
            draft.keywords.addAll(known);
        }
    }

    /** Its address, without an empty fragment. */
    public String uri() {
        return uri;
    }

    /** {@code draft-07}, {@code 2020-12}, ... */
    public String label() {
        return label;
    }

    /** Whether it knows a keyword, as an assertion or as an annotation. */
    public boolean knows(String keyword) {
        return keywords.contains(keyword);
    }

    /** All its keywords. */
    public Set<String> keywords() {
        return keywords;
    }

    /** Whether {@code $ref} makes all its neighbours meaningless. */
    boolean refStandsAlone() {
        return compareTo(DRAFT_7) <= 0;
    }

    /** The draft that an address names; null for none of them. */
    static Draft of(String schemaUri) {
        String bare = schemaUri.endsWith("#") ? schemaUri.substring(0, schemaUri.length() - 1) : schemaUri;
        for (Draft draft : values()) {
            if (draft.uri.replaceFirst("^https:", "http:").equals(bare.replaceFirst("^https:", "http:"))) {
                return draft;
            }
        }
        return null;
    }
}
