package io.sluice.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.Records;
import io.sluice.core.event.Rejection;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.evaluate.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A small corpus of schemas, each keyword in one of them: {@code keywords.json}. */
class KeywordsTest {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** A schema of one property, with values that it lets pass and others, each with its reason. */
    private record Case(JsonNode json) {
        @Override
        public String toString() {
            return json.get("keyword").asText();
        }

        EventSchema schema() {
            ObjectNode event = MAPPER.createObjectNode();
            String draft = json.get("draft").asText();
            event.put("$schema", draft).put("type", "object");
            event.putArray("required").add("id").add("at").add("v");
            event.set(draft.contains("20") ? "$defs" : "definitions", json.get("definitions"));
            ObjectNode properties = event.putObject("properties");
            properties.putObject("id").put("type", "string");
            properties.putObject("at").put("type", "integer");
            properties.set("v", json.get("schema"));
            String text = event.toString();
            return EventSchema.parse(
                    json.get("keyword").asText(),
                    draft.contains("20") ? text.replace("#/definitions/", "#/$defs/") : text);
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = KeywordsTest.class.getResourceAsStream("keywords.json")) {
            List<Case> cases = new ArrayList<>();
            MAPPER.readTree(in).forEach(json -> cases.add(new Case(json)));
            return cases.stream();
        }
    }

    private static EventRoles roles(EventSchema schema) {
        return EventRoles.of(schema, "id", "at", TimeUnit.MILLISECONDS);
    }

    private static EventBatch decode(EventSchema schema, JsonNode value) {
        byte[] event = ("{\"v\":" + value + ",\"id\":\"a\",\"at\":1}").getBytes(StandardCharsets.UTF_8);
        return Records.decode(schema, roles(schema), event);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void letsPassWhatIsValid(Case one) {
        EventSchema schema = one.schema();
        for (JsonNode value : one.json.get("valid")) {
            assertThat(decode(schema, value).rejections()).as("%s", value).isEmpty();
            assertThat(judge(schema, value)).as("%s", value).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesOneReasonOnBothPaths(Case one) {
        EventSchema schema = one.schema();
        for (JsonNode invalid : one.json.get("invalid")) {
            JsonNode value = invalid.get("value");
            Rejection rejection = decode(schema, value).rejections().get(0);
            assertThat(rejection.reason().label())
                    .as("%s", value)
                    .isEqualTo(invalid.get("reason").asText());
            assertThat(rejection.field())
                    .as("%s", value)
                    .isEqualTo("/v" + invalid.get("pointer").asText());
            assertThat(rejection.detail()).isNotBlank().doesNotContain("\n");
            Violation violation = judge(schema, value);
            assertThat(violation.reason().name().toLowerCase(Locale.ROOT))
                    .as("%s", value)
                    .isEqualTo(rejection.reason().label());
            assertThat(violation.pointer()).isEqualTo(rejection.field());
        }
    }

    private static Violation judge(EventSchema schema, JsonNode value) {
        JsonValue.Builder values = new JsonValue.Builder();
        JsonNode event = MAPPER.createObjectNode().put("id", "a").put("at", 1).set("v", value);
        return schema.root().judge(JsonValue.of(values, event), values);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysWhatTheDecoderAloneCannotCheck(Case one) {
        assertThat(one.schema().judged().isEmpty())
                .isEqualTo(one.json.get("onePass").booleanValue());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void differsFromNothingButWhatChanged(Case one) {
        assertThat(SchemaDiff.between(one.schema(), one.schema()).changes()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isGeneratedForAsFarAsValuesAreFound(Case one) {
        EventSchema schema = one.schema();
        EventGenerator generator;
        try {
            generator = new EventGenerator(
                    GeneratorSpec.builder(schema, roles(schema)).records(50).build());
        } catch (IllegalArgumentException e) {
            assertThat(one.toString()).isIn("$dynamicRef", "$recursiveRef");
            assertThat(e).hasMessageStartingWith("Cannot make");
            return;
        }
        while (generator.hasNext()) {
            GeneratedRecord record = generator.next();
            assertThat(Records.decode(schema, roles(schema), record.value()).rejections())
                    .isEmpty();
        }
    }

    @Test
    void agreesWithAnIndependentValidatorOnRandomSchemas() {
        assertThat(new SchemaFuzz(1).run(4000)).isZero();
    }
}
