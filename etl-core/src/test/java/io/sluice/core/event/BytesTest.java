package io.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void comparesRangesOfAnyLengthUpToTheEndsOfTheirArrays() {
        Random random = new Random(3);
        for (int length = 0; length < 40; length++) {
            byte[] a = new byte[length + 3];
            random.nextBytes(a);
            byte[] b = Arrays.copyOfRange(a, 3, a.length);
            assertThat(Bytes.equal(a, 3, b, 0, length)).as("%d bytes", length).isTrue();
            for (int changed = 0; changed < length; changed++) {
                b[changed] ^= 1;
                assertThat(Bytes.equal(a, 3, b, 0, length))
                        .as("byte %d of %d", changed, length)
                        .isFalse();
                b[changed] ^= 1;
            }
        }
    }

    @Test
    void fewBytesAreTheSameNumberAtTheEndOfAnArrayAndBeforeIt() {
        byte[] array = {-1, -2, 3, 4, 5, -6, 7, 8, 9, 10, 11, 12, 13, 14};
        for (int count = 0; count < 8; count++) {
            byte[] atTheEnd = Arrays.copyOf(array, count);
            assertThat(Bytes.few(atTheEnd, 0, count)).isEqualTo(Bytes.few(array, 0, count));
        }
        assertThat(Bytes.few(array, 2, 3)).isEqualTo(0x050403);
    }
}
