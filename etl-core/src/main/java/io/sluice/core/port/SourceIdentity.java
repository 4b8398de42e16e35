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
}
