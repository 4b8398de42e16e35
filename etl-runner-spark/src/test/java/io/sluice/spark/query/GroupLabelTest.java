package io.sluice.spark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GroupLabelTest {
    @Property
    void comesBackAsItWas(@ForAll("groups") List<Object> by) {
        assertThat(GroupLabel.parse(GroupLabel.of(by))).isEqualTo(by);
    }

    @Property
    void differsWhereGroupsDo(@ForAll("groups") List<Object> left, @ForAll("groups") List<Object> right) {
        assertThat(GroupLabel.of(left).equals(GroupLabel.of(right))).isEqualTo(left.equals(right));
    }

    @Provide
    Arbitrary<List<Object>> groups() {
        Arbitrary<Object> values = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("1:SLDB.truefalse\u00e9")
                        .ofMaxLength(5)
                        .asGeneric(),
                Arbitraries.strings().ofMaxLength(3).asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.of(Double.NaN, 0.0, Double.MIN_VALUE, 1e300, Double.POSITIVE_INFINITY)
                        .asGeneric(),
                Arbitraries.of(true, false).asGeneric());
        return values.list().ofMaxSize(3);
    }

    @Test
    void onlyKnowsWhatFilesHave() {
        assertThatThrownBy(() -> GroupLabel.of(List.of(1.0f)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Float");
    }
}
