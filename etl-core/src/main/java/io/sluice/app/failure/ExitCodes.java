package io.sluice.app.failure;

import io.sluice.app.config.ConfigurationException;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.LakeUnreachableException;
import io.sluice.core.port.SourceSettingsException;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.schema.SchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a process says with its exit code: the one place where failures become numbers, for every runner. */
public final class ExitCodes {
    public static final int OK = 0;
    /** The answer is no: an incompatible schema, no qualified group. */
    public static final int NO = 1;

    public static final int USAGE = 2;
    public static final int DATA_GAP = 65;
    public static final int UNAVAILABLE = 69;
    public static final int INTERNAL = 70;
    public static final int IO = 74;
    public static final int FENCED = 75;
    public static final int CONFIGURATION = 78;

    private ExitCodes() {}

    /** The exit code of a failure. */
    public static int of(Throwable failure) {
        if (failure instanceof UsageException) {
            return USAGE;
        }
        if (failure instanceof DataGapException) {
            return DATA_GAP;
        }
        if (failure instanceof SourceUnavailableException || failure instanceof LakeUnreachableException) {
            return UNAVAILABLE;
        }
        if (failure instanceof LakeUnavailableException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException) {
            return IO;
        }
        if (failure instanceof WriterFencedException) {
            return FENCED;
        }
        if (failure instanceof ConfigurationException
                || failure instanceof SchemaException
                || failure instanceof LakeSettingsException
                || failure instanceof SourceSettingsException
                || failure instanceof CapacityException
                || isHeapExhausted(failure)) {
            return CONFIGURATION;
        }
        return INTERNAL;
    }

    /** Whether the heap is too small, which is a setting; other memory may end without one. */
    static boolean isHeapExhausted(Throwable failure) {
        return failure instanceof OutOfMemoryError
                && failure.getMessage() != null
                && (failure.getMessage().contains("Java heap space")
                        || failure.getMessage().contains("GC overhead limit"));
    }
}
