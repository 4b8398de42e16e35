package io.sluice.lake.parquet;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import java.util.Arrays;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * What an absent value's definition level in a file is in the schema of today, in which other fields on the path may be
 * optional: the level says which field on the path is not there, and that field has its own level in the schema. Of a
 * field that the file does not know, the fields around it count as there.
 */
final class LevelMapping {
    private final int[] absent;

    private LevelMapping(int[] absent) {
        this.absent = absent;
    }

    static LevelMapping of(MessageType file, EventSchema schema, Field leaf) {
        String[] path = leaf.path().split("\\.");
        int[] absent = new int[path.length + 1];
        int stored = 0;
        int level = 0;
        Type type = file;
        for (int i = 0; i < path.length; i++) {
            type = child(type, path[i]);
            Field field = schema.field(String.join(".", Arrays.copyOf(path, i + 1)));
            if (type == null) {
                return new LevelMapping(new int[] {level});
            }
            if (type.isRepetition(Repetition.OPTIONAL)) {
                absent[stored++] = level;
            }
            if (field.isOptional()) {
                level++;
            }
        }
        return new LevelMapping(absent);
    }

    private static Type child(Type parent, String name) {
        boolean known = !parent.isPrimitive() && parent.asGroupType().containsField(name);
        GroupType group = known ? parent.asGroupType() : null;
        return group == null ? null : group.getType(name);
    }

    /** The level in the schema for a value that is absent at this level in the file, at most the leaf's own. */
    int absent(int stored) {
        return absent[stored];
    }
}
