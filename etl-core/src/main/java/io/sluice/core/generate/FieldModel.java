package io.sluice.core.generate;

/** Writes one field's JSON value for the event being drafted. */
@FunctionalInterface
interface FieldModel {
    void write(EventDraft draft, JsonBytes out);
}
