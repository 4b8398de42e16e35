package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What the last commit of a lake was made with.
 *
 * @param settings by configuration key
 */
public record WrittenSettings(ObjectStore store, String schemaHash, Map<String, String> settings) {
    /** What a record was made with. */
    public static WrittenSettings of(ObjectStore store, CommitRecord record) {
        return new WrittenSettings(store, record.schemaHash(), record.settings());
    }

    /** Reads the records of a lake; nothing where there are none. */
    public static Optional<WrittenSettings> of(ObjectStore store) {
        return CommitLog.open(store).last().map(last -> of(store, last));
    }

    /**
     * Reads the schema.
     *
     * @throws DataGapException if its text is gone
     */
    public EventSchema schema() {
        String path = path(schemaHash);
        byte[] text = store.read(path)
                .orElseThrow(() -> new DataGapException("The lake " + store + " was written with the schema " + path
                        + ", which is missing; restore it from a backup"));
        return EventSchema.parse(path, new String(text, StandardCharsets.UTF_8));
    }

    static String path(String schemaHash) {
        return "_sluice/schemas/" + schemaHash + ".json";
    }
}
