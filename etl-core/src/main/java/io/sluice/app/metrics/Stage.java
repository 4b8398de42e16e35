package io.sluice.app.metrics;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.WriterFencedException;
import java.util.Locale;

/** Where something can go wrong. */
public enum Stage {
    /** Reading: the brokers or the files. */
    SOURCE,
    /** Writing: the lake's store. */
    LAKE,
    /** Everything between. */
    PIPELINE;

    /** Where a run that ended with this failure went wrong. */
    public static Stage of(Throwable failure) {
        if (failure instanceof SourceUnavailableException || failure instanceof DataGapException) {
            return SOURCE;
        }
        boolean lake = failure instanceof LakeUnavailableException
                || failure instanceof WriterFencedException
                || failure instanceof LakeSettingsException;
        return lake ? LAKE : PIPELINE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
