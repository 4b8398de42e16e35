/** What one would write without Sluice: the job that {@code scripts/bench-spark} compares with. */
package io.sluice.spark.plain;
