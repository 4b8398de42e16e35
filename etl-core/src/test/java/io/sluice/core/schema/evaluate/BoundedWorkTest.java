package io.sluice.core.schema.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.json.JsonValue;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a schema can ask for at worst: none of these tests would end, or fit the stack, without the bounds. */
class BoundedWorkTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonSchema compile(String json) {
        SchemaSet set = new SchemaSet();
        set.add("test", "urn:test", json.replace('\'', '"'));
        return set.compile("urn:test", true);
    }

    private static Violation judge(JsonSchema schema, JsonNode value) {
        JsonValue.Builder values = new JsonValue.Builder();
        return schema.judge(JsonValue.of(values, value), values);
    }

    private static JsonNode json(String text) throws IOException {
        return MAPPER.readTree(text.replace('\'', '"'));
    }

    @Test
    void judgesNestsOfAlternativesOnceEach() throws IOException {
        StringBuilder schema = new StringBuilder("{'$ref':'#/definitions/s0','definitions':{");
        for (int i = 0; i < 60; i++) {
            String next = "{'$ref':'#/definitions/s" + (i + 1) + "'}";
            schema.append("'s" + i + "':{'" + (i % 2 == 0 ? "anyOf" : "allOf") + "':[" + next + "," + next + "]},");
        }
        JsonSchema compiled = compile(schema + "'s60':{'type':'string'}}}");

        assertThat(judge(compiled, json("'a'"))).isNull();
        assertThat(judge(compiled, json("1")).reason()).isEqualTo(Reason.NO_MATCH);
    }

    @Test
    void judgesWhatTwoBranchesLeadToOnceAtEachLevel() throws IOException {
        JsonSchema compiled = compile("{'$ref':'#/definitions/t','definitions':{'t':{'type':'object','oneOf':["
                + "{'properties':{'c':{'$ref':'#/definitions/t'}}},"
                + "{'required':['z'],'properties':{'c':{'$ref':'#/definitions/t'}}}]}}}");

        assertThat(judge(compiled, json("{'c':".repeat(60) + "{}" + "}".repeat(60))))
                .isNull();
        assertThat(judge(compiled, json("{'c':".repeat(60) + "1" + "}".repeat(60))))
                .isNotNull();
    }

    @Test
    void fitsAnOrdinaryStackHoweverDeepValuesAre() throws Exception {
        String nested = "{'anyOf':[".repeat(14) + "{'properties':{'c':{'$ref':'#/definitions/t'}}}" + "]}".repeat(14);
        JsonSchema compiled = compile("{'$ref':'#/definitions/t','definitions':{'t':" + nested + "}}");
        JsonNode deep = json("{'c':".repeat(63) + "{}" + "}".repeat(63));
        AtomicReference<Object> outcome = new AtomicReference<>("none");

        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        outcome.set(String.valueOf(judge(compiled, deep)));
                    } catch (StackOverflowError e) {
                        outcome.set(e);
                    }
                },
                "default stack",
                1024 * 1024);
        thread.start();
        thread.join();

        assertThat(outcome.get()).isEqualTo("null");
    }

    @Test
    void refusesWhatWouldNeedADeeperOne() {
        String nested = "{'anyOf':[".repeat(20) + "{'properties':{'c':{'$ref':'#/definitions/t'}}}" + "]}".repeat(20);

        assertThatThrownBy(() -> compile("{'$ref':'#/definitions/t','definitions':{'t':" + nested + "}}"))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void refusesReferencesThatNeverEnd() {
        assertThatThrownBy(
                        () -> compile("{'definitions':{'a':{'$ref':'#/definitions/b'},'b':{'$ref':'#/definitions/a'}},"
                                + "'$ref':'#/definitions/a'}"))
                .isInstanceOf(InvalidSchemaException.class);
        assertThatThrownBy(() -> compile("{'allOf':[{'not':{'$ref':'#'}}]}"))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("leads back to itself");
    }

    @Test
    void tellsManyItemsApartWhateverTheirHashes() throws IOException {
        StringBuilder items = new StringBuilder("[");
        for (int i = 0; i < 1 << 14; i++) {
            for (int bit = 0; bit < 14; bit++) {
                items.append(bit == 0 ? "'" : "").append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            items.append("',");
        }
        JsonSchema compiled = compile("{'uniqueItems':true}");

        assertThat(judge(compiled, json(items + "'x']"))).isNull();
        assertThat(judge(compiled, json(items + "'x','x']")).reason()).isEqualTo(Reason.NOT_UNIQUE);
    }
}
