/**
 * Rows to Parquet and back, column by column: values go from the columns of a batch straight into Parquet's column
 * writers, and come back the same way, without an object per row. Needs no Hadoop file system.
 */
package io.sluice.lake.parquet;
