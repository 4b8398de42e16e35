package io.sluice.standalone.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PerSecondTest {
    private final PerSecond counts = new PerSecond(4);

    @Test
    void tellsTheLastSecondsTheOldestFirst() {
        counts.add(100, 1);
        counts.add(101, 2);
        counts.add(101, 3);
        counts.add(103, 7);
        // The second that is not over is left out.
        counts.add(104, 1_000);

        assertThat(counts.until(103)).containsExactly(1, 5, 0, 7);
        assertThat(counts.until(105)).containsExactly(0, 7, 1_000, 0);
    }

    @Test
    void forgetsWhatIsTooLongAgo() {
        counts.add(100, 5);

        assertThat(counts.until(1_000)).containsExactly(0, 0, 0, 0);
        assertThat(new PerSecond(2).until(7)).containsExactly(0, 0);
    }

    @Test
    void aClockThatIsSetBackLosesNothing() {
        counts.add(100, 1);
        counts.add(90, 2);

        assertThat(counts.until(100)).containsExactly(0, 0, 0, 3);
    }
}
