package io.sluice.app.report;

import io.sluice.core.query.QueryResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** How the rows of an answer are written. All formats end their last line. */
public enum ResultFormat {
    /** Aligned, for people; numbers are rounded. */
    TABLE(AlignedTable::writeTable),

    /**
     * Quoted as RFC 4180 has it, with a line feed after each record; doubles round-trip; a standard deviation that is
     * undefined is an empty cell. A text that a spreadsheet would run ({@code = + - @}, tab or carriage return first)
     * is prefixed with an apostrophe.
     */
    CSV(CsvRows::write),

    /** An array of one object per row, with {@code partial} beside the columns; doubles round-trip. */
    JSON(JsonRows::write),

    /** A table for documents; numbers are rounded. */
    MARKDOWN(AlignedTable::writeMarkdown);

    private final Writing writing;

    ResultFormat(Writing writing) {
        this.writing = writing;
    }

    /**
     * The format of a name, whatever its case.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public static ResultFormat of(String name) {
        for (ResultFormat format : values()) {
            if (format.toString().equals(name.toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        throw new IllegalArgumentException("Unknown output format " + name + "; there are " + Arrays.asList(values()));
    }

    /** Writes the rows. */
    public void write(QueryResult result, Appendable out) throws IOException {
        writing.write(result, out);
    }

    /** The name as it is given on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private interface Writing {
        void write(QueryResult result, Appendable out) throws IOException;
    }
}
