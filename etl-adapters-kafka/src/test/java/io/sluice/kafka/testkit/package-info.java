/** A real Kafka broker inside the process. */
package io.sluice.kafka.testkit;
