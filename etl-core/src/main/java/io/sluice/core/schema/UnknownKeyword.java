package io.sluice.core.schema;

import io.sluice.core.schema.evaluate.SchemaSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A keyword that means nothing where it stands: one of no draft, or of another than the file's.
 *
 * @param source the file
 * @param pointer its JSON pointer
 * @param nearest a keyword that may be meant; null where none is near
 */
public record UnknownKeyword(String source, String pointer, String keyword, String nearest) {

    static List<UnknownKeyword> in(SchemaSet set) {
        List<UnknownKeyword> found = new ArrayList<>();
        set.unknownKeywords(
                (file, pointer, keyword, nearest) -> found.add(new UnknownKeyword(file, pointer, keyword, nearest)));
        return found;
    }

    /** What is the matter, in words. */
    public String what() {
        return "keyword \"" + keyword + "\" is none of this draft, and nothing is checked by it"
                + (nearest == null ? "" : ": did you mean \"" + nearest + "\"?");
    }
}
