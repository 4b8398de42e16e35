package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.SchemaDiff;
import io.sluice.lake.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares what a lake was written with to what it is opened with, and keeps the texts of schemas. */
public final class SettingsGuard {
    private final ObjectStore store;
    private final EventSchema schema;

    public SettingsGuard(ObjectStore store, EventSchema schema) {
        this.store = store;
        this.schema = schema;
    }

    /**
     * Refuses what would make rows of one lake mean different things, unless the request accepts it; a topic made anew it
     * cannot accept.
     *
     * @throws LakeSettingsException naming every key that differs
     */
    public void check(CommitRecord last, LakeRequest request) {
        requireNotRecreated(last.source(), request.source());
        if (request.acceptChange()) {
            return;
        }
        List<String> differences = new ArrayList<>();
        compareSource(last.source(), request.source(), differences);
        compareSettings(last.settings(), request.settings(), differences);
        compareSchema(last.schemaHash(), differences);
        if (!differences.isEmpty()) {
            throw new LakeSettingsException("The lake " + store + " was written with other settings:\n  "
                    + String.join("\n  ", differences)
                    + "\nSet them back, choose another lake.uri, or record the change with --accept-change");
        }
    }

    /** Its rows would have the topic, source partitions and offsets of rows that are there. */
    private void requireNotRecreated(SourceIdentity old, SourceIdentity now) {
        if (old.isRecreated(now)) {
            throw new LakeSettingsException("The lake " + store + " was filled from source.topic " + old.name()
                    + ", which was deleted and created again: its id was " + old.id() + ", now it is " + now.id()
                    + ". The new one has the same offsets for other records, so --accept-change does not record this:"
                    + " read it into another lake (lake.uri)");
        }
    }

    private static void compareSource(SourceIdentity old, SourceIdentity now, List<String> differences) {
        if (old.isSameLog(now)) {
            return;
        }
        differences.add("source.topic (or source.files): " + old.name() + " in the lake, " + now.name()
                + " now (a change begins the new one anew)");
    }

    /** A key that the lake does not know came with a later version, and the lake was written with its default. */
    private static void compareSettings(Map<String, String> old, Map<String, String> now, List<String> differences) {
        old.forEach((key, value) -> {
            if (!value.equals(now.get(key))) {
                String current = now.containsKey(key) ? now.get(key) : "not set";
                differences.add(key + ": " + value + " in the lake, " + current + " now");
            }
        });
    }

    private void compareSchema(String oldHash, List<String> differences) {
        if (oldHash.equals(schema.hash())) {
            return;
        }
        EventSchema old = new WrittenSettings(store, oldHash, Map.of()).schema();
        for (SchemaDiff.Change change : SchemaDiff.between(old, schema).changes()) {
            if (!change.compatible()) {
                differences.add("schema: " + change + " (" + WrittenSettings.path(oldHash) + " in the lake, "
                        + schema.name() + " now)");
            }
        }
    }

    /** Keeps the text of the schema, so that the next start can compare. */
    public void storeSchema() {
        store.createIfAbsent(WrittenSettings.path(schema.hash()), schema.json().getBytes(StandardCharsets.UTF_8));
    }
}
