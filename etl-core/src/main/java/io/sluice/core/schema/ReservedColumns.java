package io.sluice.core.schema;

import java.util.Locale;

/** Column names that the tables need for themselves, in any case: those of a schema are escaped, others are refused. */
public final class ReservedColumns {
    private ReservedColumns() {}

    /**
     * Refuses such a name.
     *
     * @param what gives a column that name, for the message
     * @throws IllegalArgumentException if the name is taken
     */
    public static void refuse(String what, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (ColumnNames.RESERVED.contains(lower)) {
            throw new IllegalArgumentException(what + ", but the tables need " + lower
                    + " for themselves (they have source_partition, source_offset, and year, month, day, hour as"
                    + " folders); rename it");
        }
    }
}
