package io.sluice.core.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class JsonBytesTest {

    private static String written(Consumer<JsonBytes> writing) {
        JsonBytes out = new JsonBytes();
        writing.accept(out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    @Property(tries = 500)
    void decimalsAreThoseOfBigDecimal(@ForAll long unscaled, @ForAll @IntRange(max = 30) int scale) {
        assertThat(written(out -> out.decimal(unscaled, scale)))
                .isEqualTo(new BigDecimal(BigInteger.valueOf(unscaled), scale).toPlainString());
    }

    /** Years 0001 to 9999. */
    @Property(tries = 500)
    void dateTimesAreThoseOfTheJdk(@ForAll @LongRange(min = -62135596800000L, max = 253402300799999L) long millis) {
        String text = written(out -> out.dateTime(millis * 1000 + 999));

        assertThat(text).hasSize(26);
        assertThat(Instant.parse(text.substring(1, 25)).toEpochMilli()).isEqualTo(millis);
    }

    @Property(tries = 200)
    void uuidsAreThoseOfTheJdk(@ForAll long high, @ForAll long low) {
        assertThat(written(out -> out.uuid(high, low))).isEqualTo("\"" + new UUID(high, low) + "\"");
    }

    @Test
    void extremesHaveAllTheirDigits() {
        assertThat(written(out -> out.number(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(written(out -> out.number(0))).isEqualTo("0");
        assertThat(written(out -> out.decimal(-5, 3))).isEqualTo("-0.005");
    }

    @Test
    void stringsAreEscaped() {
        assertThat(written(out -> out.string("a\"\\\n\u0001\u00e9\uD83D\uDE00")))
                .isEqualTo("\"a\\\"\\\\\\u000a\\u0001\u00e9\uD83D\uDE00\"");
    }
}
