package io.sluice.core.schema.evaluate;

import java.util.Set;

/**
 * How the keywords of a file are read.
 *
 * @param draft the version of JSON Schema
 * @param booleanBounds whether {@code exclusiveMinimum} and {@code exclusiveMaximum} may be booleans although the draft
 *     has numbers there: in files that name a {@code $schema} of their own
 * @param validation whether a metaschema with vocabularies lists the one of the plain assertions
 * @param formats whether it lists the one in which {@code format} is an assertion, whatever is configured
 */
record Dialect(Draft draft, boolean booleanBounds, boolean validation, boolean formats) {
    /** Vocabulary "validation" of 2019-09 and 2020-12, without what each of them names elsewhere. */
    private static final Set<String> VALIDATION = Set.of(
            "type",
            "const",
            "enum",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxContains",
            "minContains",
            "maxProperties",
            "minProperties",
            "required",
            "dependentRequired");

    static Dialect of(Draft draft) {
        return new Dialect(draft, draft == Draft.DRAFT_4, true, false);
    }

    /** Whether a keyword means something. */
    boolean knows(String keyword) {
        return draft.knows(keyword) && (validation || !VALIDATION.contains(keyword));
    }
}
