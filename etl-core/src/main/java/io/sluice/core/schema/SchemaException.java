package io.sluice.core.schema;

/** A schema file that cannot be used: not JSON, not an object schema, or with a keyword that is not checked here. */
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    /**
     * @param source where the schema came from (a path, "built-in")
     * @param pointer the JSON pointer of the offending part, "" for the whole file
     */
    public SchemaException(String source, String pointer, String message) {
        super("Cannot use schema " + source + (pointer.isEmpty() ? "" : " at " + pointer) + ": " + message);
        this.pointer = pointer;
    }

    public String pointer() {
        return pointer;
    }
}
