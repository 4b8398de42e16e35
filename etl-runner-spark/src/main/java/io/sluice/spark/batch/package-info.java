/**
 * One micro-batch, from raw rows to one commit of the lake. Tasks of the first stage decode their range of one source
 * partition in offset order, set rejected and late records aside and share the others out by id; tasks of the second
 * drop duplicates, write events and aggregate windows; the driver closes windows and records the commit. What is decided
 * is decided by the core.
 */
package io.sluice.spark.batch;
