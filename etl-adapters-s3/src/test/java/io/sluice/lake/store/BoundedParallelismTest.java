package io.sluice.lake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.LakeUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedParallelismTest {
    private final BoundedParallelism abreast = new BoundedParallelism();
    private final List<Integer> hundred = IntStream.range(0, 100).boxed().toList();

    @Test
    void tellsOutcomesInOrder() {
        List<Integer> squares = new ArrayList<>();

        abreast.each(hundred, i -> i * i, squares::add);

        assertThat(squares).isEqualTo(hundred.stream().map(i -> i * i).toList());
    }

    @Test
    void worksOnSeveralAtATime() {
        Meeting meeting = new Meeting(4);
        List<Integer> done = new ArrayList<>();

        // Each waits for three others, which one after the other would be for ever.
        abreast.each(
                hundred,
                i -> {
                    meeting.join();
                    return i;
                },
                done::add);

        assertThat(done).hasSize(100);
    }

    @Test
    void afterAFailureNothingIsUnderWay() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<Integer> done = new ArrayList<>();

        assertThatThrownBy(() -> abreast.each(
                        hundred,
                        i -> {
                            begun.incrementAndGet();
                            if (i == 20) {
                                throw new LakeUnavailableException("gone");
                            }
                            ended.incrementAndGet();
                            return i;
                        },
                        done::add))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessage("gone");

        assertThat(begun.get()).isEqualTo(ended.get() + 1);
        assertThat(done).isEqualTo(hundred.subList(0, 20));
    }

    @Test
    void aListenerThatFailsEndsItToo() {
        assertThatThrownBy(() -> abreast.each(hundred, i -> i, i -> {
                    if (i == 3) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .hasMessage("enough");
    }
}
