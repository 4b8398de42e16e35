/**
 * The lake: tables of Parquet files that appear by atomic commits, over a small object store port. {@code ParquetLake}
 * is the door; its commit is the one effect a pipeline has.
 */
package io.sluice.lake;
