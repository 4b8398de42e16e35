package io.sluice.lake.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;

/** What to do next where a disk fails, to be appended to a message. */
public final class FailureHint {
    private FailureHint() {}

    /** Begins with a semicolon; empty where the failure speaks for itself. */
    public static String on(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            return "; make room there and start again, what is committed stands";
        }
        if (message.contains("input/output error")) {
            return "; the disk or its file system fails, see the system's log; what is committed stands";
        }
        if (message.contains("not permitted")) {
            return "; the system forbids it: look at attributes of the folder, mount options and security policies";
        }
        if (failure instanceof AccessDeniedException
                || message.contains("read-only")
                || message.contains("permission denied")) {
            return "; the user who runs this must be able to write there";
        }
        return "";
    }
}
