/** Where the runner meets Kafka: Spark's source, and the Kafka client that this source brings. */
package io.sluice.spark.adapter;
