/**
 * The question of the contract: quantiles of a field per group and day, without outliers, for groups with enough
 * distinct events; the same rows give the same digits.
 *
 * <pre>{@code
 * QuerySpec spec = QuerySpec.DEFAULT
 *         .withDays(LocalDate.parse("2026-01-05"), LocalDate.parse("2026-01-07")) // null: no bound
 *         .withQuantiles(List.of(0.5, 0.95))
 *         .withOutliers(OutlierRule.parse("sigma", 3.0))
 *         .withMinEvents(500);
 * spec.requireFieldsOf(schema); // where a schema is at hand: errors before anything is read
 * try (EventScan scan = ...) {
 *     QueryResult result = ScanQuery.run(scan, spec);
 *     // or ScanQuery.run(scan, spec, executor, memoryBytes): hours are read on the executor's threads
 * }
 * }</pre>
 *
 * <p>{@link io.sluice.core.query.QueryResult} holds the rows, the groups that were dropped and why, the days that are
 * not complete, the number of late rows outside, and what was read. An empty list of rows means that no group
 * qualified. {@link java.lang.IllegalArgumentException} means that the question does not fit the table (a usage error).
 */
package io.sluice.core.query;
