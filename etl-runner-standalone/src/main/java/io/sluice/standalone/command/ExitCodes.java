package io.sluice.standalone.command;

import io.sluice.core.pipeline.CapacityException;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.schema.SchemaException;
import io.sluice.standalone.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.ParameterException;

/** What the process says with its exit code: the one place where failures become numbers. */
final class ExitCodes {
    static final int OK = 0;
    /** The answer is no: an incompatible schema, no qualified group. */
    static final int NO = 1;

    static final int USAGE = 2;
    static final int DATA_GAP = 65;
    static final int UNAVAILABLE = 69;
    static final int INTERNAL = 70;
    static final int IO = 74;
    static final int FENCED = 75;
    static final int CONFIGURATION = 78;

    private ExitCodes() {}

    /** The exit code of a failure. */
    static int of(Throwable failure) {
        if (failure instanceof ParameterException) {
            return USAGE;
        }
        if (failure instanceof DataGapException) {
            return DATA_GAP;
        }
        if (failure instanceof SourceUnavailableException) {
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
                || failure instanceof CapacityException) {
            return CONFIGURATION;
        }
        return INTERNAL;
    }
}
