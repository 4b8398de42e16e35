package io.sluice.core.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.schema.EventSchema;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSpecTest {
    private static final EventSchema SCHEMA = EventSchema.builtIn();

    private static WindowSpec spec(String aggregates) {
        return new WindowSpec(
                Duration.ofMinutes(1), List.of(SCHEMA.field("device_type")), Aggregate.parseList(aggregates, SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "count(*) as n, avg(value) as N",
                "count(*) as Window_Start",
                "count(*) as PROCESSING_TIME",
                "count(*) as Device_Type"
            })
    void columnsThatDifferInCaseOnlyAreRefused(String aggregates) {
        assertThatThrownBy(() -> spec(aggregates))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windows.aggregates gives a column")
                .hasMessageContaining("two columns named");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hour", "Year", "month", "DAY", "source_offset", "source_partition"})
    void namesThatTheTablesNeedAreRefused(String name) {
        assertThatThrownBy(() -> spec("count(*) as " + name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windows.aggregates gives a column " + name)
                .hasMessageContaining("for themselves");
    }

    @Test
    void otherNamesAreTaken() {
        assertThat(spec("count(*) as hours, avg(value) as years").aggregates()).hasSize(2);
    }
}
