package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.Rejection;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.InMemoryDeadLetters;
import io.sluice.core.port.InMemoryDeadLetters.Letter;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLake;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every record in {@code rejected/} has its letter, whenever the process dies. */
class PipelineDeadLettersTest {
    private static final SourceIdentity TOPIC = new SourceIdentity("iot-events", "1");

    private final ManualClock clock = new ManualClock();
    private final PipelineSpec spec = PipelineSpec.builtIn();
    private final InMemoryLog log = generated();
    private final InMemoryLake lake = new InMemoryLake();
    private final List<Letter> topic = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void everyRejectedRecordIsCopiedOnce(int threads) {
        long[] told = new long[1];
        PipelineMetrics metrics = new PipelineMetrics() {
            @Override
            public void deadLetters(long sent) {
                told[0] = sent;
            }
        };

        run(spec.withThreads(threads), new InMemoryDeadLetters(topic), metrics);

        assertThat(lake.rejected()).hasSizeGreaterThan(100);
        assertThat(topic).extracting(Letter::rejection).containsExactlyInAnyOrderElementsOf(lake.rejected());
        assertThat(topic).extracting(Letter::source).containsOnly("iot-events");
        assertThat(told[0]).isEqualTo(topic.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noLetterIsLostHoweverOftenItIsKilled(long seed) {
        Random random = new Random(seed);
        int kills = 0;
        boolean done = false;
        while (!done) {
            PipelineSpec often =
                    spec.withCommits(Duration.ZERO, 1 + random.nextInt(100_000)).withThreads(kills % 3);
            try {
                run(often, new MortalLetters(topic, 1 + random.nextInt(12)), PipelineMetrics.NONE);
                done = true;
            } catch (Killed e) {
                kills++;
            }
            assertThat(copied()).containsAll(places(lake.rejected()));
        }
        assertThat(kills).isGreaterThan(3);
        assertThat(copied().stream().distinct().toList()).hasSameElementsAs(places(lake.rejected()));
        assertThat(lake.rejected()).doesNotHaveDuplicates();
    }

    @Test
    void lettersThatCannotBeDeliveredStopTheRunBeforeItCommits() {
        InMemoryDeadLetters letters = new InMemoryDeadLetters(topic);
        letters.failWith(new SourceUnavailableException("no broker"));

        assertThatThrownBy(() -> run(spec, letters, PipelineMetrics.NONE))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("no broker");

        assertThat(lake.rejected()).isEmpty();
        assertThat(lake.events()).isEmpty();
        run(spec, new InMemoryDeadLetters(topic), PipelineMetrics.NONE);
        assertThat(topic).hasSameSizeAs(lake.rejected());
    }

    @Test
    void theLakeIsNotTakenOverForLettersThatNobodyTakes() {
        DeadLetters nowhere = new InMemoryDeadLetters(topic) {
            @Override
            public synchronized void open(String name) {
                throw new SourceUnavailableException("no topic");
            }
        };

        assertThatThrownBy(() -> run(spec, nowhere, PipelineMetrics.NONE)).hasMessage("no topic");

        assertThat(lake.records()).isEmpty();
    }

    private void run(PipelineSpec how, DeadLetters letters, PipelineMetrics metrics) {
        new Pipeline(how, new InMemoryEventSource(log, TOPIC, 20), lake, letters, metrics, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);
    }

    private List<String> copied() {
        return places(topic.stream().map(Letter::rejection).toList());
    }

    private static List<String> places(List<Rejection> rejections) {
        return rejections.stream()
                .map(rejection -> rejection.partition() + ":" + rejection.offset())
                .toList();
    }

    private static InMemoryLog generated() {
        InMemoryLog log = new InMemoryLog(3);
        EventGenerator generator = new EventGenerator(GeneratorSpec.builder()
                .seed(11)
                .records(3_000, Duration.ofHours(2))
                .partitions(3)
                .invalid(0.1)
                .build());
        while (generator.hasNext()) {
            GeneratedRecord next = generator.next();
            log.append(next.partition(), next.timestamp(), next.value());
        }
        return log;
    }

    /** Stands for SIGKILL: no code of the pipeline handles it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Dies at one of the calls, before or after it took effect. */
    private static final class MortalLetters extends InMemoryDeadLetters {
        private int callsLeft;

        MortalLetters(List<Letter> topic, int calls) {
            super(topic);
            callsLeft = calls;
        }

        private void passed() {
            if (callsLeft-- <= 0) {
                throw new Killed();
            }
        }

        @Override
        public synchronized void send(List<Rejection> rejections) {
            passed();
            super.send(rejections);
        }

        @Override
        public synchronized void flush() {
            passed();
            super.flush();
            passed();
        }
    }
}
