package io.sluice.lake.parquet;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;

/** Runs steps that fail only because of the file they read, and names the file in what goes wrong. */
final class ReadGuard {
    private ReadGuard() {}

    /** A step. */
    interface Step<T> {
        T run() throws IOException;
    }

    static <T> T guarded(String path, Step<T> step) {
        try {
            return step.run();
        } catch (DataGapException | LakeUnavailableException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Parquet throws whatever a damaged file makes it stumble over.
            throw damaged(path, e);
        }
    }

    static DataGapException damaged(String path, Exception cause) {
        return new DataGapException(
                "Cannot read data file " + path + ": " + cause.getMessage() + "; restore it from a backup", cause);
    }
}
