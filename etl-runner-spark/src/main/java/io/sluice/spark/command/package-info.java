/** The command line of the question on Spark. The only place that knows picocli, which the jar carries under another name. */
package io.sluice.spark.command;
