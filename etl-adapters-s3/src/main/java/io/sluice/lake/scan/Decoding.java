package io.sluice.lake.scan;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.parquet.ReadGuard;
import io.sluice.lake.parquet.UnreadableFileException;
import java.io.EOFException;
import java.io.IOException;
import shaded.parquet.org.apache.thrift.TException;

/**
 * Runs a step of reading a file and names the file in whatever goes wrong: storage that fails, or content that is no
 * good. The latter comes from the library as nearly any runtime exception, so nothing else may run in such a step.
 */
final class Decoding {
    private Decoding() {}

    /** A step. */
    interface Step<T> {
        T run() throws IOException;
    }

    static <T> T of(String path, Step<T> step) {
        try {
            return step.run();
        } catch (DataGapException | LakeUnavailableException e) {
            throw e;
        } catch (UnreadableFileException e) {
            throw new DataGapException("Cannot read data file " + path + ": " + e.getMessage(), e);
        } catch (EOFException | RuntimeException e) {
            throw damaged(path, e);
        } catch (IOException e) {
            if (e.getCause() instanceof TException) {
                throw damaged(path, e);
            }
            throw new LakeUnavailableException("Cannot read data file " + path + ": " + ReadGuard.reason(e), e);
        }
    }

    private static DataGapException damaged(String path, Exception cause) {
        return new DataGapException(
                "Cannot make sense of data file " + path + ": " + ReadGuard.reason(cause)
                        + "; if it was damaged, restore it from a backup",
                cause);
    }
}
