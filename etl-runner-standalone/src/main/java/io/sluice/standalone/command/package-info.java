/**
 * The {@code sluice} command line. Commands parse their options and print; what needs Kafka, Parquet or the pipeline is
 * in classes of its own that are loaded only when a command runs, so that {@code sluice --version} stays quick.
 */
package io.sluice.standalone.command;
