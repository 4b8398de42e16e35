/** What comes from {@code spark-submit}, and what failures of Spark mean. */
package io.sluice.spark.submit;
