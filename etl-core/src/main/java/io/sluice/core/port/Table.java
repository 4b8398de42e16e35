package io.sluice.core.port;

import java.util.Locale;

/** The tables of a lake; the folder's name is the constant's in lower case. */
public enum Table {
    EVENTS,
    WINDOWS,
    LATE,
    REJECTED;

    private final String folder = name().toLowerCase(Locale.ROOT);

    public String folder() {
        return folder;
    }
}
