package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DistinctIdsTest {

    @Test
    void countsLikeASet() {
        Random random = new Random(2);
        DistinctIds ids = new DistinctIds(Long.MAX_VALUE);
        Set<BigInteger> expected = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            long high = random.nextInt(3);
            long low = random.nextInt(20_000) - 5;
            ids.add(high, low);
            expected.add(BigInteger.valueOf(high).shiftLeft(64).add(BigInteger.valueOf(low)));
            if (i % 9973 == 0) {
                assertThat(ids.count()).isEqualTo(expected.size());
            }
        }
        assertThat(ids.count()).isEqualTo(expected.size());
        assertThat(ids.isEnough()).isFalse();
    }

    @Test
    void halvesThatAreZeroAreIdsToo() {
        DistinctIds ids = new DistinctIds(4);
        ids.add(0, 0);
        ids.add(0, 0);
        ids.add(0, 5);
        ids.add(5, 0);
        assertThat(ids.count()).isEqualTo(3);
        assertThat(ids.isEnough()).isFalse();
        ids.add(5, 5);
        assertThat(ids.isEnough()).isTrue();
    }
}
