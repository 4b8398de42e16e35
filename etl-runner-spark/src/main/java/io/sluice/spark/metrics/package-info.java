/**
 * The metrics of a run, under the names that the standalone runner has, for the same dashboards and alerts; served by the
 * driver beside what Spark serves. The only place that knows the metrics client, which the jar carries under another name.
 */
package io.sluice.spark.metrics;
