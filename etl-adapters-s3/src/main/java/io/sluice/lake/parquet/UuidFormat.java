package io.sluice.lake.parquet;

/** How UUIDs are written into data files. */
public enum UuidFormat {
    /** Lower-case text, which every engine reads. */
    STRING,
    /** Sixteen bytes with Parquet's UUID annotation: a third smaller files, but Spark 4.2 cannot read them. */
    UUID;

    /**
     * The format of that name, as {@code lake.uuid} spells it.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static UuidFormat of(String name) {
        return switch (name) {
            case "string" -> STRING;
            case "uuid" -> UUID;
            default -> throw new IllegalArgumentException("lake.uuid must be string or uuid, got " + name);
        };
    }
}
