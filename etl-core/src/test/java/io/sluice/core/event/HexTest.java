package io.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HexTest {
    @Test
    void readsDigitsOfAnyCaseInTheirOrder() {
        assertThat(parse("01234567")).isEqualTo(0x01234567L);
        assertThat(parse("89abcdef")).isEqualTo(0x89abcdefL);
        assertThat(parse("89ABCDEF")).isEqualTo(0x89abcdefL);
        assertThat(parse("ffffffff")).isEqualTo(0xffffffffL);
    }

    @Test
    void tellsDigitsFromAllOtherBytesInEveryPlaceAndBesideEveryDigit() {
        for (String digits : new String[] {"00000000", "99999999", "ffffffff", "AAAAAAAA"}) {
            for (int place = 0; place < 8; place++) {
                for (int b = 0; b < 256; b++) {
                    byte[] text = digits.getBytes(StandardCharsets.US_ASCII);
                    text[place] = (byte) b;
                    int digit = b < 0x80 ? Character.digit(b, 16) : -1;
                    long others = parse(digits) & ~(0xfL << 4 * (7 - place));
                    assertThat(Hex.parse(Bytes.eight(text, 0)))
                            .as("byte %d at %d in %s", b, place, digits)
                            .isEqualTo(digit < 0 ? -1 : others | (long) digit << 4 * (7 - place));
                }
            }
        }
    }

    @Test
    void severalBadBytesDoNotMakeUpForEachOther() {
        for (int b = 0; b < 256; b++) {
            byte[] text = new byte[8];
            Arrays.fill(text, (byte) b);
            boolean digit = b < 0x80 && Character.digit(b, 16) >= 0;
            assertThat(Hex.parse(Bytes.eight(text, 0)) >= 0).as("byte %d", b).isEqualTo(digit);
        }
    }

    private static long parse(String digits) {
        return Hex.parse(Bytes.eight(digits.getBytes(StandardCharsets.US_ASCII), 0));
    }
}
