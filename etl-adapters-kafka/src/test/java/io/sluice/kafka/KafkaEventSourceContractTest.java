package io.sluice.kafka;

import io.sluice.core.port.EventSourceContract;
import io.sluice.kafka.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class KafkaEventSourceContractTest extends EventSourceContract {
    @TempDir
    static Path dir;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(dir);
    }

    @AfterAll
    static void stopBroker() {
        broker.stop();
    }

    @Override
    protected Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    protected Log newLog(int partitions) {
        return new KafkaLog(broker.bootstrapServers(), partitions);
    }
}
