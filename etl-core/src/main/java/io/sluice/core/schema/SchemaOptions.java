package io.sluice.core.schema;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How a schema file is read. Immutable.
 *
 * @param references files that its references may lead to, apart from itself
 * @param formats whether {@code format} is an assertion everywhere, or for {@code roles} alone
 * @param roles the dotted paths of the fields that are {@code event.id} and {@code event.time}
 * @param refuseUnknown whether a keyword that means nothing is refused rather than taken as an annotation
 */
public record SchemaOptions(List<Reference> references, boolean formats, Set<String> roles, boolean refuseUnknown) {
    /** No other files, formats checked, unknown keywords taken as annotations. */
    public static final SchemaOptions STANDARD = new SchemaOptions(List.of(), true, Set.of(), false);

    /**
     * A file that references may lead to.
     *
     * @param name how the schema's references name it: its path from the schema file, or its address; its own {@code $id}
     *     counts apart from that
     * @param json its text
     */
    public record Reference(String name, String json) {
        public Reference {
            Objects.requireNonNull(name, "name");
            json = EventSchema.withoutMark(json);
        }
    }

    public SchemaOptions {
        references = List.copyOf(references);
        roles = Set.copyOf(roles);
    }
}
