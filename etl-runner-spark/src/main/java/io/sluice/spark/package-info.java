/**
 * The Spark runner: the same configuration, the same tables, the same commits as the standalone runner, from Spark's
 * executors. {@link io.sluice.spark.StreamingEtl} is what {@code spark-submit} starts.
 */
package io.sluice.spark;
