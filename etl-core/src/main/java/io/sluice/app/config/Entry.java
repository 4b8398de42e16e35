package io.sluice.app.config;

import java.io.Serializable;

/**
 * One effective value.
 *
 * @param key without prefix
 * @param value after references were resolved
 * @param origin where it was said: {@code default}, {@code FILE:LINE}, {@code SLUICE_... (environment)}, {@code --set}
 * @param secret whether it must never be printed
 */
public record Entry(String key, String value, String origin, boolean secret) implements Serializable {
    static final String DEFAULT = "default";

    public boolean isDefault() {
        return origin.equals(DEFAULT);
    }

    /** The value as it may be printed. */
    public String printable() {
        return secret && !value.isEmpty() ? SecretNames.MASK : SecretNames.withoutUserInfo(value);
    }

    @Override
    public String toString() {
        return key + "=" + printable() + " (" + origin + ")";
    }
}
