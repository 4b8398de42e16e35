package io.sluice.core.generate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.EventRoles;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.SchemaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationCheckTest {
    private static void produce(EventSchema schema, EventRoles roles, double invalid) {
        GeneratorSpec spec = GeneratorSpec.builder(schema, roles)
                .records(500)
                .late(0.02)
                .invalid(invalid)
                .build();
        GenerationCheck check = new GenerationCheck(spec, new JsonEventDecoder(schema, roles, Integer.MAX_VALUE, null));
        new EventGenerator(spec).forEachRemaining(check::require);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'enum': ['a', 'bbbb'], 'minLength': 3",
                "'minLength': 5, 'maxLength': 1",
                "'pattern': '^[a-z]$', 'minLength': 2",
                "'enum': ['a'], 'pattern': '^b'"
            })
    void checksThatContradictEachOtherAreNamed(String checks) {
        EventSchema schema = EventSchema.parse(
                "own",
                ("{'type': 'object', 'required': ['id', 'ts', 'x'], 'properties': {'id': {'type': 'string'},"
                                + " 'ts': {'type': 'string', 'format': 'date-time'}, 'x': {'type': 'string', " + checks
                                + "}}}")
                        .replace('\'', '"'));
        assertThatThrownBy(() -> produce(schema, EventRoles.of(schema, "id", "ts", null), 0))
                .isInstanceOfAny(SchemaException.class, IllegalArgumentException.class)
                .hasMessageContaining("x");
    }

    @Test
    void invalidRecordsThatWereAskedForPass() {
        assertThatCode(() -> produce(EventSchema.builtIn(), EventRoles.builtIn(), 0.1))
                .doesNotThrowAnyException();
    }
}
