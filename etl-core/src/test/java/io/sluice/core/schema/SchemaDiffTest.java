package io.sluice.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaDiffTest {

    private static EventSchema schema(String properties, String required) {
        return EventSchema.parse(
                "test", "{\"type\":\"object\",\"required\":[" + required + "],\"properties\":{" + properties + "}}");
    }

    private static SchemaDiff ofField(String before, String after) {
        return SchemaDiff.between(schema("\"f\":" + before, "\"f\""), schema("\"f\":" + after, "\"f\""));
    }

    private static final String A = "\"a\":{\"type\":\"string\"}";
    private static final String B = "\"b\":{\"type\":\"integer\"}";

    @Test
    void findsNothingBetweenASchemaAndItself() {
        SchemaDiff diff = SchemaDiff.between(EventSchema.builtIn(), EventSchema.builtIn());

        assertThat(diff.changes()).isEmpty();
        assertThat(diff.compatible()).isTrue();
    }

    @Test
    void allowsAnAddedOptionalField() {
        SchemaDiff diff = SchemaDiff.between(schema(A, ""), schema(A + "," + B, ""));

        assertThat(diff.compatible()).isTrue();
        assertThat(diff.toString()).startsWith("compatible   /b: optional field added");
    }

    @Test
    void refusesAnAddedRequiredField() {
        SchemaDiff diff = SchemaDiff.between(schema(A, ""), schema(A + "," + B, "\"b\""));

        assertThat(diff.compatible()).isFalse();
        assertThat(diff.toString()).startsWith("incompatible /b: required field added");
    }

    @Test
    void refusesARequiredNullableFieldToo() {
        SchemaDiff diff =
                SchemaDiff.between(schema(A, ""), schema(A + ",\"b\":{\"type\":[\"integer\",\"null\"]}", "\"b\""));

        assertThat(diff.compatible()).isFalse();
    }

    @Test
    void refusesARemovedField() {
        SchemaDiff diff = SchemaDiff.between(schema(A + "," + B, ""), schema(A, ""));

        assertThat(diff.changes()).singleElement().satisfies(change -> {
            assertThat(change.pointer()).isEqualTo("/b");
            assertThat(change.compatible()).isFalse();
            assertThat(change.what()).startsWith("field removed");
        });
    }

    @Test
    void tellsBothSidesOfARename() {
        SchemaDiff diff = SchemaDiff.between(schema(A, ""), schema("\"c\":{\"type\":\"string\"}", ""));

        assertThat(diff.changes()).extracting(SchemaDiff.Change::pointer).containsExactly("/a", "/c");
        assertThat(diff.compatible()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'integer'} | {'type':'number'} | integer to number",
                "{'type':'number'} | {'type':'integer'} | number to integer",
                "{'type':'string'} | {'type':'string','format':'uuid'} | string to string with format uuid",
                "{'type':'string','format':'date-time'} | {'type':'string'} | string with format date-time to string",
                "{'type':'array'} | {'type':'object'} | array to object without properties",
                "{'type':'object'} | {'type':'object','properties':{'x':{'type':'string'}}}"
                        + " | object without properties to object with properties",
                "{'type':'boolean'} | {'type':'string'} | boolean to string",
            })
    void refusesAChangedType(String before, String after, String said) {
        SchemaDiff diff = ofField(before.replace('\'', '"'), after.replace('\'', '"'));

        assertThat(diff.changes()).singleElement().satisfies(change -> {
            assertThat(change.compatible()).isFalse();
            assertThat(change.what()).startsWith("type changed from " + said + ":");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'string','enum':['x','y']} | {'type':'string','enum':['x']}",
                "{'type':'string'} | {'type':'string','enum':['x']}",
                "{'type':'string','enum':['x','y']} | {'type':'string','const':'x'}",
                "{'type':'string'} | {'type':'string','pattern':'x'}",
                "{'type':'string','minLength':1} | {'type':'string','minLength':2}",
                "{'type':'string'} | {'type':'string','minLength':1}",
                "{'type':'string','maxLength':2} | {'type':'string','maxLength':1}",
                "{'type':'string'} | {'type':'string','maxLength':9}",
                "{'type':'number','minimum':1} | {'type':'number','minimum':1.5}",
                "{'type':'number'} | {'type':'number','minimum':-5}",
                "{'type':'number','minimum':1} | {'type':'number','exclusiveMinimum':1}",
                "{'type':'number','maximum':9} | {'type':'number','maximum':8}",
                "{'type':'number','maximum':9} | {'type':'number','exclusiveMaximum':9}",
                "{'type':'number'} | {'type':'number','maximum':9}",
                "{'type':'number','multipleOf':5} | {'type':'number','multipleOf':10}",
                "{'type':'number','multipleOf':5} | {'type':'number','multipleOf':3}",
                "{'type':'number'} | {'type':'number','multipleOf':0.5}",
                "{'type':['string','null']} | {'type':'string'}",
                "{'type':'object','properties':{'x':{'type':'string'}}}"
                        + " | {'type':'object','additionalProperties':false,'properties':{'x':{'type':'string'}}}",
                "{'type':'object','properties':{'x':{'type':'string'}}}"
                        + " | {'type':'object','required':['x'],'properties':{'x':{'type':'string'}}}",
            })
    void refusesANarrowedCheckAndAllowsTheWayBack(String wide, String narrow) {
        String wider = wide.replace('\'', '"');
        String narrower = narrow.replace('\'', '"');

        assertThat(ofField(wider, narrower).changes())
                .singleElement()
                .satisfies(change -> assertThat(change.compatible()).isFalse());
        boolean incomparable = narrow.contains("'multipleOf':3");
        assertThat(ofField(narrower, wider).changes())
                .singleElement()
                .satisfies(change -> assertThat(change.compatible()).isEqualTo(!incomparable));
    }

    @Test
    void refusesAnyOtherPattern() {
        SchemaDiff diff =
                ofField("{\"type\":\"string\",\"pattern\":\"^a\"}", "{\"type\":\"string\",\"pattern\":\"a\"}");

        assertThat(diff.compatible()).isFalse();
        assertThat(diff.toString()).contains("pattern changed from ^a to a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'integer','enum':[1,2]} | {'type':'integer','enum':[2.0,1]}",
                "{'type':'number','minimum':1} | {'type':'number','minimum':1.0}",
                "{'type':'number','minimum':1,'exclusiveMinimum':1} | {'type':'number','exclusiveMinimum':1}",
                "{'type':'number','maximum':3,'exclusiveMaximum':2} | {'type':'number','exclusiveMaximum':2}",
                "{'type':'string'} | {'type':'string','minLength':0}",
                "{'type':'number','multipleOf':1} | {'type':'number','multipleOf':1.00}",
                "{'type':['null','string']} | {'type':['string','null']}",
                "{'type':'string','const':'x'} | {'type':'string','enum':['x']}",
            })
    void seesThroughOtherSpellingsOfTheSameCheck(String before, String after) {
        assertThat(ofField(before.replace('\'', '"'), after.replace('\'', '"')).changes())
                .isEmpty();
    }

    @Test
    void reportsGainedAndLostValuesApart() {
        SchemaDiff diff =
                ofField("{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}", "{\"type\":\"string\",\"enum\":[\"y\",\"z\"]}");

        assertThat(diff.changes()).extracting(SchemaDiff.Change::compatible).containsExactly(false, true);
        assertThat(diff.changes().get(0).what()).contains("[\"x\"]");
        assertThat(diff.changes().get(1).what()).contains("[\"z\"]");
    }

    @Test
    void allowsReorderingAndSaysWhatItDoes() {
        SchemaDiff diff = SchemaDiff.between(schema(A + "," + B, ""), schema(B + "," + A, ""));

        assertThat(diff.compatible()).isTrue();
        assertThat(diff.changes()).singleElement().satisfies(change -> assertThat(change.what())
                .startsWith("fields reordered"));
    }

    @Test
    void callsAnInsertionNoReordering() {
        SchemaDiff diff = SchemaDiff.between(schema(A, ""), schema(B + "," + A, ""));

        assertThat(diff.changes()).hasSize(1);
    }

    @Test
    void allowsARequiredFieldToBecomeOptionalAndSaysThatItsColumnChanges() {
        SchemaDiff diff = SchemaDiff.between(schema(A, "\"a\""), schema(A, ""));

        assertThat(diff.compatible()).isTrue();
        assertThat(diff.toString()).contains("becomes nullable in new files");
    }

    @Test
    void allowsAnnotationsAndNamesThem() {
        SchemaDiff diff = ofField(
                "{\"type\":\"string\",\"description\":\"old\"}",
                "{\"type\":\"string\",\"description\":\"new\",\"title\":\"t\"}");

        assertThat(diff.compatible()).isTrue();
        assertThat(diff.toString()).contains("/f: annotation changed (title, description)");
    }

    @Test
    void pointsIntoGroups() {
        String before = "{\"type\":\"object\",\"properties\":{\"g\":{\"type\":\"object\",\"properties\":{"
                + "\"x/y\":{\"type\":\"string\",\"maxLength\":5}}}}}";
        String after = before.replace("\"maxLength\":5", "\"maxLength\":4");

        List<SchemaDiff.Change> changes = ofField(before, after).changes();

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.pointer()).isEqualTo("/f/g/x~1y");
            assertThat(change.what()).isEqualTo("maxLength narrowed from 5 to 4: events outside would be rejected");
        });
    }

    @Test
    void comparesTheTopLevelToo() {
        String open = "{\"type\":\"object\",\"properties\":{" + A + "}}";
        String closed = "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" + A + "}}";

        SchemaDiff diff = SchemaDiff.between(EventSchema.parse("o", open), EventSchema.parse("c", closed));

        assertThat(diff.compatible()).isFalse();
        assertThat(diff.toString()).startsWith("incompatible (whole event): additionalProperties became false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'anyOf':[{'type':'string'},{'type':'null'}]} | {'anyOf':[{'type':'string','maxLength':3},{'type':'null'}]}",
                "{'type':'array','items':{'type':'string'}} | {'type':'array'}",
                "{'type':'array'} | {'type':'array','minItems':1}",
                "{'type':'array'} | true",
                "{'type':'string','format':'email'} | {'type':'string'}",
                "{'type':'object','properties':{'a':{}},'minProperties':1} | {'type':'object','properties':{'a':{}},'minProperties':2}",
            })
    void takesWhatItCannotCompareAsIncompatible(String before, String after) {
        SchemaDiff diff = ofField(before.replace('\'', '"'), after.replace('\'', '"'));

        assertThat(diff.compatible()).isFalse();
        assertThat(diff.toString()).contains("cannot");
    }

    @Test
    void seesThroughAnnotationsAndReferencesOfWhatIsJudged() {
        String before =
                "{\"type\":\"object\",\"properties\":{\"f\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/definitions/x\"}}},"
                        + "\"definitions\":{\"x\":{\"type\":\"string\",\"title\":\"a\"}}}";

        assertThat(between(before, before.replace("\"title\":\"a\"", "\"title\":\"b\""))
                        .compatible())
                .isTrue();
        assertThat(between(before, before.replace("\"type\":\"string\"", "\"type\":\"integer\""))
                        .compatible())
                .isFalse();
    }

    @Test
    void allowsAnAddedFieldBesideWhatIsAskedOfOthersTogether() {
        String before = "{\"type\":\"object\",\"properties\":{" + A
                + "},\"anyOf\":[{\"required\":[\"a\"]},{\"required\":[\"c\"]}]}";

        assertThat(between(before, before.replace(A, A + "," + B)).compatible()).isTrue();
        assertThat(between(before, before.replace("[\"c\"]", "[\"d\"]")).compatible())
                .isFalse();
    }

    private static SchemaDiff between(String before, String after) {
        return SchemaDiff.between(EventSchema.parse("before", before), EventSchema.parse("after", after));
    }
}
