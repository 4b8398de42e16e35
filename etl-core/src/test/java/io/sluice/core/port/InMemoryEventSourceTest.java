package io.sluice.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.RecordBatch;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InMemoryEventSourceTest extends EventSourceContract {

    @Override
    protected Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    protected Log newLog(int partitions) {
        InMemoryLog log = new InMemoryLog(partitions);
        return new Log() {
            @Override
            public void append(int partition, byte[] value) {
                log.append(partition, RecordBatch.NO_TIME, value);
            }

            @Override
            public void gap(int partition) {
                log.skip(partition, 2);
            }

            @Override
            public void addPartition() {
                log.addPartition();
            }

            @Override
            public EventSource source() {
                return new InMemoryEventSource(log);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void failsWhenTold() {
        InMemoryEventSource source = new InMemoryEventSource(1);
        source.start(Map.of());
        source.failWith(new SourceUnavailableException("the test pulled the plug"));
        assertThatThrownBy(() -> source.poll(Duration.ZERO)).hasMessage("the test pulled the plug");
        source.failWith(null);
        source.log().append(0, "x");
        assertThat(source.poll(Duration.ZERO).size()).isEqualTo(1);
    }

    @Test
    void remembersWhatWasAcknowledged() {
        InMemoryEventSource source = new InMemoryEventSource(2);
        source.start(Map.of());
        source.acknowledge(Map.of(0, 3L));
        source.acknowledge(Map.of(0, 5L, 1, 1L));
        assertThat(source.acknowledged()).containsOnly(Map.entry(0, 5L), Map.entry(1, 1L));
    }

    @Test
    void takesTurnsAmongSourcePartitions() {
        InMemoryLog log = new InMemoryLog(2);
        InMemoryEventSource source = new InMemoryEventSource(log, new SourceIdentity("turns", "1"), 1);
        log.append(0, "a");
        log.append(0, "b");
        log.append(1, "c");
        source.start(Map.of());
        assertThat(source.poll(Duration.ZERO).partition()).isZero();
        assertThat(source.poll(Duration.ZERO).partition()).isEqualTo(1);
        assertThat(source.poll(Duration.ZERO).partition()).isZero();
        assertThat(source.poll(Duration.ZERO)).isNull();
    }
}
