package io.sluice.spark.batch;

/**
 * What a batch covers of one source partition.
 *
 * @param from the first offset, included
 * @param until the position after it
 */
public record OffsetRange(int partition, long from, long until) {}
