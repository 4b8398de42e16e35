/**
 * The question on Spark, with the steps of the core. {@code events/} is partitioned by hour and an hour's values of a
 * group are the unit of every digit, so hours are read whole, a task at a time, by the reader of the lake; what moves
 * between machines are moments and sketches, and only where it is asked for ids ({@code --distinct}) or values
 * ({@code --exact}).
 */
package io.sluice.spark.query;
