package io.sluice.core.event;

import io.sluice.core.schema.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * An event id as 128 bits, which is how ids are compared.
 *
 * @param high the most significant half
 * @param low the least significant half
 */
public record EventId(long high, long low) {

    /**
     * The id that a text stands for.
     *
     * @throws IllegalArgumentException if an id of this schema cannot be written so
     */
    public static EventId parse(String text, EventRoles roles) {
        FieldType type = roles.id().type();
        if (type == FieldType.UUID) {
            return ofUuid(text);
        }
        if (type == FieldType.LONG) {
            try {
                return new EventId(0, Long.parseLong(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "An id in " + roles.id().path() + " is a whole number, got " + text, e);
            }
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Murmur3 murmur = new Murmur3();
        murmur.hash(bytes, 0, bytes.length);
        return new EventId(murmur.high(), murmur.low());
    }

    /** The id as {@link #parse} makes it, or that of the same text where it looks like a uuid and stands in a file. */
    public static EventId parseAsStored(String text, EventRoles roles) {
        boolean uuidText = text.length() == 36 && isUuid(text) && text.equals(text.toLowerCase(Locale.ROOT));
        return roles.id().type() == FieldType.STRING && uuidText ? ofUuid(text) : parse(text, roles);
    }

    private static boolean isUuid(String text) {
        try {
            UUID.fromString(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static EventId ofUuid(String text) {
        if (text.length() != 36 || !isUuid(text)) {
            throw new IllegalArgumentException(
                    "An event id is a uuid such as 0b5c2a0e-6a4b-4a1c-9d5e-2f3a4b5c6d7e, got " + text);
        }
        UUID uuid = UUID.fromString(text);
        return new EventId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
