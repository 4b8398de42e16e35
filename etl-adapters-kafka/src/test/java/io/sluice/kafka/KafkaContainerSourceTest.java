package io.sluice.kafka;

import io.sluice.core.port.EventSourceContract;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The source's contract on Kafka's own image, where there is a Docker to run it in; skipped where there is none. */
@Tag("integration")
@Testcontainers(disabledWithoutDocker = true)
class KafkaContainerSourceTest extends EventSourceContract {
    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.1");

    @Override
    protected Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    protected Log newLog(int partitions) {
        return new KafkaLog(KAFKA.getBootstrapServers(), partitions);
    }
}
