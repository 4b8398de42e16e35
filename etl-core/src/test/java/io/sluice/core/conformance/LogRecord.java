package io.sluice.core.conformance;

/**
 * One record of a source partition.
 *
 * @param offset its offset
 * @param timestamp its own timestamp, milliseconds since the epoch, or {@link io.sluice.core.event.RecordBatch#NO_TIME}
 * @param value its bytes, or null
 */
public record LogRecord(long offset, long timestamp, byte[] value) {}
