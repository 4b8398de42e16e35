package io.sluice.core.schema.evaluate;

/** A schema that cannot be used, with the file and the JSON pointer of the part that is wrong. */
public final class InvalidSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final String pointer;

    InvalidSchemaException(String source, String pointer, String message) {
        super(message);
        this.source = source;
        this.pointer = pointer;
    }

    /** The file, as it was named when it was added. */
    public String source() {
        return source;
    }

    /** The JSON pointer of the offending part, "" for the whole file. */
    public String pointer() {
        return pointer;
    }
}
