/** The lake: Parquet tables and commit records over a small object store port. */
package io.sluice.lake;
