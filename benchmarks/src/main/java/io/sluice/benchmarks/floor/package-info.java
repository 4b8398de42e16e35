/**
 * What the libraries alone cost on the benchmark's topic: the Kafka client, Jackson and Parquet put together in one
 * thread the way a good programmer would for one event class, with none of Sluice's code and nothing committed. The
 * floors that {@code scripts/bench} measures Sluice against.
 */
package io.sluice.benchmarks.floor;
