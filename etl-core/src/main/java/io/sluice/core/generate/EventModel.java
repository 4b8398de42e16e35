package io.sluice.core.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.schema.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes whole events: the schema compiled to names and models. */
final class EventModel {
    private static final double OPTIONAL_PRESENT = 0.8;
    private static final double NULL = 0.1;
    private static final byte[] JSON_NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Member[] members;

    /** One property: its name with quotes and colon, and what writes its value: a group's members, or all at once. */
    private record Member(Field field, boolean always, byte[] name, FieldModel model, EventModel group) {}

    private EventModel(Member[] members) {
        this.members = members;
    }

    /** Finds the model of a leaf field. */
    interface Models {
        FieldModel of(Field field);
    }

    /**
     * @param fields the properties of one object
     * @param key the field that every event must have, beside the required ones
     */
    static EventModel of(List<Field> fields, Field key, Models models) {
        Member[] members = new Member[fields.size()];
        for (int i = 0; i < members.length; i++) {
            Field field = fields.get(i);
            byte[] quoted = JsonBytes.quoted(field.property());
            byte[] name = Arrays.copyOf(quoted, quoted.length + 1);
            name[quoted.length] = ':';
            boolean always = key.path().equals(field.path()) || key.path().startsWith(field.path() + ".");
            EventModel group = field.isGroup() ? of(field.children(), key, models) : null;
            boolean whole = field.judge() != null && !field.judge().allowsNothing();
            FieldModel model = whole && field.isGroup() && !always || (!field.isGroup() && !isNever(field))
                    ? models.of(field)
                    : null;
            members[i] = new Member(field, always, name, model, group);
        }
        return new EventModel(members);
    }

    /** Writes one object; where the draft has a fault, that property is broken or left out. */
    void write(EventDraft draft, JsonBytes out) {
        out.raw('{');
        int start = out.length();
        for (Member member : members) {
            boolean within = draft.fault != null && draft.fault.isWithin(member.field);
            boolean broken = within && draft.fault.field() == member.field;
            if (broken ? draft.fault.replacement() == null : !within && isLeftOut(member, draft)) {
                continue;
            }
            if (out.length() > start) {
                out.raw(',');
            }
            out.raw(member.name);
            if (broken) {
                out.raw(draft.fault.replacement());
            } else if (member.field.nullable()
                    && !member.always
                    && !within
                    && draft.random.nextDouble() < NULL
                    && member.field.judge() == null
                    && member.field.checks().allowed() == null) {
                out.raw(JSON_NULL);
            } else if (member.group != null && (member.model == null || within)) {
                member.group.write(draft, out);
            } else {
                member.model.write(draft, out);
            }
        }
        out.raw('}');
    }

    /** Whether the schema has a property only to say that it must not be there. */
    private static boolean isNever(Field field) {
        return field.judge() != null && field.judge().allowsNothing();
    }

    private static boolean isLeftOut(Member member, EventDraft draft) {
        return isNever(member.field)
                || !member.field.required() && !member.always && draft.random.nextDouble() >= OPTIONAL_PRESENT;
    }

    /** The plain text of a JSON string or number. */
    static String text(byte[] json) {
        if (json[0] != '"') {
            return new String(json, StandardCharsets.UTF_8);
        }
        for (byte b : json) {
            if (b == '\\') {
                return unescaped(json);
            }
        }
        return new String(json, 1, json.length - 2, StandardCharsets.UTF_8);
    }

    private static String unescaped(byte[] json) {
        try {
            return MAPPER.readValue(json, String.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Generated strings are JSON", e);
        }
    }
}
