package io.sluice.spark.submit;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SourceSettingsException;
import io.sluice.core.port.SourceUnavailableException;
import org.apache.spark.SparkThrowable;

/** What failures of Spark and of its source are in our terms. */
public final class SparkFailures {
    private SparkFailures() {}

    /** A cause that Spark passes on without having made it stays what it is. */
    public static Throwable known(Throwable cause) {
        if (cause instanceof SparkThrowable spark
                && String.valueOf(spark.getCondition()).startsWith("KAFKA_DATA_LOSS")) {
            return DataGapException.lostOffsets(
                    "Offsets were lost before they were read: " + cause.getMessage(), cause);
        }
        String name = cause.getClass().getName();
        if (name.equals("org.apache.kafka.common.config.ConfigException")) {
            return new SourceSettingsException(
                    "Kafka's clients do not accept the properties given as sluice.kafka.*: " + cause.getMessage(),
                    cause);
        }
        if (name.startsWith("org.apache.kafka.")) {
            return new SourceUnavailableException("Cannot read the topic: " + cause.getMessage(), cause);
        }
        return cause;
    }
}
