/**
 * Judges any JSON value by any JSON Schema, draft-04 to 2020-12: {@link io.sluice.core.schema.evaluate.SchemaSet} holds the
 * files, {@link io.sluice.core.schema.evaluate.JsonSchema} is one of them compiled, {@link
 * io.sluice.core.schema.evaluate.Violation} the first thing a value does wrong. Nothing is fetched from anywhere.
 */
package io.sluice.core.schema.evaluate;
