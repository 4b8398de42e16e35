package io.sluice.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.IdInPayload.Match;
import io.sluice.core.schema.EventSchema;
import org.junit.jupiter.api.Test;

class IdInPayloadTest {
    private static final String UUID = "0b5c2a0e-6a4b-4a1c-9d5e-2f3a4b5c6d7e";

    private static Match match(String idType, String id, String payload) {
        EventSchema schema = EventSchema.parse("s.json", """
                {"type":"object","required":["id","t","in"],"properties":{"id":%s,
                 "t":{"type":"string","format":"date-time"},
                 "in":{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}}}
                """.formatted(idType));
        return new IdInPayload(id, EventRoles.of(schema, "id", "t", null)).in(payload.getBytes(UTF_8));
    }

    private static Match number(String id, String payload) {
        return match("{\"type\":\"integer\"}", id, payload);
    }

    private static Match text(String id, String payload) {
        return match("{\"type\":\"string\"}", id, payload);
    }

    private static Match uuid(String id, String payload) {
        return match("{\"type\":\"string\",\"format\":\"uuid\"}", id, payload);
    }

    @Test
    void aNumberIsComparedAsANumber() {
        assertThat(number("7", "{\"id\":7,\"v\":99}")).isEqualTo(Match.YES);
        assertThat(number("7", "{\"id\": 7.0}")).isEqualTo(Match.YES);
        assertThat(number("7", "{\"id\":70e-1}")).isEqualTo(Match.YES);
        assertThat(number("7", "{\"id\":\"7\"}")).isEqualTo(Match.YES);
        assertThat(number("7", "{\"id\":30,\"t\":\"2026-01-05T07:00:00Z\",\"v\":7}"))
                .isEqualTo(Match.NO);
        assertThat(number("7", "{\"id\":77}")).isEqualTo(Match.NO);
        assertThat(number("7", "{\"v\":7}")).isEqualTo(Match.NO);
        assertThat(number("7", "{\"id\":1e999999999}")).isEqualTo(Match.NO);
        assertThat(number("7", "{\"id\":[7]}")).isEqualTo(Match.NO);
        assertThat(number("7", "[7]")).isEqualTo(Match.NO);
        assertThat(number("7", "7")).isEqualTo(Match.NO);
    }

    @Test
    void aTextIsComparedDecoded() {
        assertThat(text("a\"b", "{\"id\":\"a\\\"b\"}")).isEqualTo(Match.YES);
        assertThat(text("ä/x", "{\"i\\u0064\":\"\\u00e4\\/x\"}")).isEqualTo(Match.YES);
        assertThat(text("abc", "{\"id\":\"ABC\"}")).isEqualTo(Match.NO);
        assertThat(text("b", "{\"id\":\"abc\"}")).isEqualTo(Match.NO);
        assertThat(text("", "{\"id\":\"a\"}")).isEqualTo(Match.NO);
        assertThat(text("", "{\"id\":\"\"}")).isEqualTo(Match.YES);
        assertThat(text("x", "{\"in\":{\"id\":\"x\"},\"id\":\"y\"}")).isEqualTo(Match.NO);
        assertThat(text("x", "{\"id\":\"y\",\"id\":\"x\"}")).isEqualTo(Match.YES);
    }

    @Test
    void aUuidIsComparedInAnyCase() {
        assertThat(uuid(UUID, "{\"id\":\"" + UUID.toUpperCase(java.util.Locale.ROOT) + "\"}"))
                .isEqualTo(Match.YES);
        assertThat(uuid(UUID, "{\"other\":\"" + UUID + "\"}")).isEqualTo(Match.NO);
    }

    @Test
    void ofABrokenPayloadTheIdIsDecodedWhereThatIsPossible() {
        assertThat(number("7", "{\"id\":7,\"v\":")).isEqualTo(Match.YES);
        assertThat(number("30", "{\"id\":7,\"v\":30,")).isEqualTo(Match.NO);
        assertThat(text("a\"b", "{\"id\":\"a\\\"b\",\"v\":nul")).isEqualTo(Match.YES);
    }

    @Test
    void whatCannotBeDecodedMatchesByWholeTokensAndIsAGuess() {
        assertThat(number("7", "{\"t\":NaN,\"id\":7}")).isEqualTo(Match.GUESS);
        assertThat(number("7", "{\"t\":NaN,\"id\":77}")).isEqualTo(Match.NO);
        assertThat(number("7", "{\"t\":NaN,\"id\":-7}")).isEqualTo(Match.NO);
        assertThat(number("7", "{\"t\":NaN,\"at\":\"2026-01-05T07:00:00.7Z\"}")).isEqualTo(Match.NO);
        assertThat(text("abc", "{\"t\":NaN,\"id\":\"abc\"}")).isEqualTo(Match.GUESS);
        assertThat(text("abc", "{\"t\":NaN,\"id\":\"abcd\"}")).isEqualTo(Match.NO);
        assertThat(text("", "{\"t\":NaN,\"id\":\"abcd\"}")).isEqualTo(Match.NO);
        assertThat(uuid(UUID, "\"" + UUID.toUpperCase(java.util.Locale.ROOT) + "\" {"))
                .isEqualTo(Match.GUESS);
    }

    @Test
    void aTextThatNoIdOfTheSchemaHasIsRefused() {
        assertThatThrownBy(() -> number("", "{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> uuid("no", "{}")).isInstanceOf(IllegalArgumentException.class);
    }
}
