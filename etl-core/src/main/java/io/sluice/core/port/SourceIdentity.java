package io.sluice.core.port;

import java.util.Objects;

/**
 * What a lake was filled from.
 *
 * @param name the topic's name, or the list of files
 * @param id changes when something else appears under the same name: Kafka's topic id; "" where there is none
 */
public record SourceIdentity(String name, String id) {
    public SourceIdentity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(id, "id");
    }

    /** Whether this is the same log, so that positions in one mean something in the other. */
    public boolean isSameLog(SourceIdentity other) {
        boolean sameId = id.isEmpty() || other.id.isEmpty() || id.equals(other.id);
        return name.equals(other.name) && sameId;
    }
}
