/** Kafka as a source of records and a sink of generated ones. */
package io.sluice.kafka;
