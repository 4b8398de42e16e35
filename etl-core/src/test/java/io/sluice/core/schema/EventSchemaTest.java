package io.sluice.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventSchemaTest {

    private static EventSchema ofFields(String properties) {
        return EventSchema.parse("test", "{'type':'object','properties':{".replace('\'', '"') + properties + "}}");
    }

    private static Field field(String json) {
        return ofFields("\"f\":" + json.replace('\'', '"')).field("f");
    }

    @Test
    void theBuiltInEventHasNineColumnsInTheContractsOrder() {
        EventSchema schema = EventSchema.builtIn();

        assertThat(schema.columns().stream().map(Field::toString))
                .containsExactly(
                        "event_id UUID",
                        "device_id STRING",
                        "device_type STRING",
                        "timestamp TIMESTAMP",
                        "event_duration DOUBLE",
                        "value DOUBLE",
                        "status STRING",
                        "metadata.location STRING",
                        "metadata.firmware STRING");
        assertThat(schema.fields()).hasSize(8);
        assertThat(schema.field("metadata").isGroup()).isTrue();
        assertThat(schema.field("metadata.location").pointer()).isEqualTo("/metadata/location");
        assertThat(schema.additionalProperties()).isTrue();
        assertThat(schema.hash()).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'string'} | STRING",
                "{'type':'string','format':'uuid'} | UUID",
                "{'type':'string','format':'date-time'} | TIMESTAMP",
                "{'type':'number'} | DOUBLE",
                "{'type':'integer'} | LONG",
                "{'type':'boolean'} | BOOLEAN",
                "{'type':'array'} | JSON",
                "{'type':'object'} | JSON",
                "{'type':'object','properties':{}} | JSON",
                "{'type':'object','additionalProperties':true} | JSON",
                "{'type':'object','properties':{'x':{'type':'string'}}} | GROUP",
                "{'type':['string','null']} | STRING",
                "{'type':['null','object'],'properties':{'x':{'type':'string'}}} | GROUP",
            })
    void everyTypeHasItsKindOfColumn(String json, FieldType type) {
        assertThat(field(json).type()).isEqualTo(type);
        assertThat(field(json).nullable()).isEqualTo(json.contains("null"));
    }

    @Test
    void arraysAreToldFromObjects() {
        assertThat(field("{'type':'array'}").array()).isTrue();
        assertThat(field("{'type':['array','null']}").array()).isTrue();
        assertThat(field("{'type':'object'}").array()).isFalse();
    }

    @Test
    void definitionLevelsCountWhatIsOptionalOnTheWay() {
        EventSchema schema = EventSchema.parse(
                "test",
                ("{'type':'object','required':['a','b'],'properties':{"
                                + "'a':{'type':'object','required':['x'],'properties':{'x':{'type':'string'},'y':{'type':'string'}}},"
                                + "'b':{'type':['object','null'],'required':['x'],'properties':{'x':{'type':'string'},"
                                + "'z':{'type':'object','properties':{'w':{'type':['string','null']}}}}},"
                                + "'c':{'type':['string','null']}}}")
                        .replace('\'', '"'));

        assertThat(schema.field("a.x").maxDefinitionLevel()).isZero();
        assertThat(schema.field("a.y").maxDefinitionLevel()).isEqualTo(1);
        assertThat(schema.field("b").maxDefinitionLevel()).isEqualTo(1);
        assertThat(schema.field("b.x").maxDefinitionLevel()).isEqualTo(1);
        assertThat(schema.field("b.x").groupDefinitionLevel()).isEqualTo(1);
        assertThat(schema.field("b.z.w").maxDefinitionLevel()).isEqualTo(3);
        assertThat(schema.field("b.z.w").groupDefinitionLevel()).isEqualTo(2);
        // Optional and nullable at once is still one level: a value is there or it is not.
        assertThat(schema.field("c").maxDefinitionLevel()).isEqualTo(1);
        assertThat(schema.field("c").groupDefinitionLevel()).isZero();
    }

    @Test
    void checksAreKeptExactly() {
        Checks number = field("{'type':'number','minimum':0.1,'exclusiveMaximum':1e400,'multipleOf':0.01}")
                .checks();
        assertThat(number.minimum()).isEqualByComparingTo(new BigDecimal("0.1"));
        assertThat(number.exclusiveMaximum()).isEqualByComparingTo(new BigDecimal("1e400"));
        assertThat(number.multipleOf()).isEqualByComparingTo(new BigDecimal("0.01"));

        Checks string = field("{'type':'string','minLength':1.0,'maxLength':2e1,'pattern':'^a'}")
                .checks();
        assertThat(string.minLength()).isEqualTo(1);
        assertThat(string.maxLength()).isEqualTo(20);
        assertThat(string.pattern()).hasToString("^a");

        assertThat(field("{'type':['string','null'],'const':null}").checks().allowed())
                .singleElement()
                .satisfies(value -> assertThat(value.isNull()).isTrue());
    }

    @Test
    void annotationsAreTaken() {
        EventSchema.parse(
                "test",
                ("{'$schema':'x','$id':'y','$comment':'z','title':'t','description':'d','type':'object',"
                                + "'properties':{'f':{'type':'string','title':'t','description':'d','default':5,"
                                + "'examples':[1],'$comment':'c'}}}")
                        .replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'string','contentEncoding':'x'} | /properties/f/contentEncoding | keyword \"contentEncoding\"",
                "{'type':'array','items':{}} | /properties/f/items | keyword \"items\"",
                "{'$ref':'#'} | /properties/f | has no type",
                "{'type':'string','anyOf':[]} | /properties/f/anyOf | not supported",
                "{'type':'object','patternProperties':{}} | /properties/f/patternProperties | not supported",
                "{'type':'string','readOnly':true} | /properties/f/readOnly | not supported",
                "{'type':'string','a/b~c':1} | /properties/f/a~1b~0c | not supported",
                "{'type':'string','format':'email'} | /properties/f/format | \"email\" is not checked",
                "{'type':'string','format':5} | /properties/f/format | not checked",
                "{'type':'number','format':'uuid'} | /properties/f/format | does not apply",
                "{'type':'string','minimum':1} | /properties/f/minimum | does not apply",
                "{'type':'number','pattern':'a'} | /properties/f/pattern | does not apply",
                "{'type':'boolean','minLength':1} | /properties/f/minLength | does not apply",
                "{'type':'array','enum':[]} | /properties/f/enum | does not apply",
                "{'type':'object','enum':[{}]} | /properties/f/enum | does not apply",
                "{'type':'object','required':['x']} | /properties/f/required | does not apply",
                "{'type':'object','additionalProperties':false} | /properties/f/additionalProperties | can be closed",
                "{'type':'array','additionalProperties':true} | /properties/f/additionalProperties | can be closed",
                "{'type':'string','additionalProperties':true} | /properties/f/additionalProperties | does not apply",
                "{'type':'null'} | /properties/f/type | unknown type \"null\"",
                "{'type':'date'} | /properties/f/type | unknown type \"date\"",
                "{'type':['string','number']} | /properties/f/type | one type and \"null\"",
                "{'type':['null','null']} | /properties/f/type | one type and \"null\"",
                "{'type':['string','null','number']} | /properties/f/type | one type and \"null\"",
                "{'type':5} | /properties/f/type | one type and \"null\"",
                "{'type':'string','enum':[]} | /properties/f/enum | at least one value",
                "{'type':'string','enum':'a'} | /properties/f/enum | at least one value",
                "{'type':'string','enum':['a',['b']]} | /properties/f/enum/1 | must be a plain value",
                "{'type':'string','const':{}} | /properties/f/const | must be a plain value",
                "{'type':'string','enum':['a'],'const':'a'} | /properties/f | both enum and const",
                "{'type':'string','pattern':'('} | /properties/f/pattern | has a ( without its )",
                "{'type':'string','pattern':'(a)\\\\1'} | /properties/f/pattern | has a back-reference",
                "{'type':'string','pattern':'((a{1000}){1000}){1000}'} | /properties/f/pattern | more than 25000 states",
                "{'type':'string','pattern':'^*'} | /properties/f/pattern | a quantifier after an assertion",
                "{'type':'string','enum':['a','\\ud800']} | /properties/f/enum/1 | an unpaired surrogate",
                "{'type':'string','const':'\\udc00'} | /properties/f/const | an unpaired surrogate",
                "{'type':'object','properties':{'\\ud800':{'type':'string'}}} | /properties/f/properties/\ud800 | an unpaired surrogate",
                "{'type':'number','minimum':1e99999999999999999999} | /properties/f/minimum | 1000 digits",
                "{'type':'number','maximum':-1e-99999999999999999999} | /properties/f/maximum | 1000 digits",
                "{'type':'integer','enum':[1,1e99999999999999999999]} | /properties/f/enum/1 | 1000 digits",
                "{'type':'integer','const':1e1001} | /properties/f/const | 1000 digits",
                "{'type':'number','multipleOf':1e-1000000} | /properties/f/multipleOf | 1000 digits",
                "{'type':'string','minLength':1e99999999999999999999} | /properties/f/minLength | 1000 digits",
                "{'type':'string','pattern':5} | /properties/f/pattern | must be a string",
                "{'type':'string','minLength':-1} | /properties/f/minLength | whole number",
                "{'type':'string','maxLength':1.5} | /properties/f/maxLength | whole number",
                "{'type':'string','maxLength':1e999999999} | /properties/f/maxLength | 1000 digits",
                "{'type':'number','minimum':'1'} | /properties/f/minimum | must be a number",
                "{'type':'number','exclusiveMinimum':true} | /properties/f/exclusiveMinimum | must be a number",
                "{'type':'number','multipleOf':0} | /properties/f/multipleOf | greater than 0",
                "true | /properties/f | must be an object",
                "[] | /properties/f | must be an object",
            })
    void refusesWhatItCannotCheckAndSaysWhere(String json, String pointer, String said) {
        assertThatThrownBy(() -> field(json))
                .asInstanceOf(type(SchemaException.class))
                .satisfies(e -> {
                    assertThat(e.pointer()).isEqualTo(pointer);
                    assertThat(e).hasMessageContaining("test").hasMessageContaining(said);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "nonsense",
                "[]",
                "5",
                "{}",
                "{'type':'array'}",
                "{'type':'object'}",
                "{'type':'object','properties':{}}",
                "{'type':'object','properties':[]}",
                "{'type':'object','properties':[1]}",
                "{'type':'object','properties':{'a':{'type':'string'}}} trailing",
                "{'type':'object','type':'object','properties':{'a':{'type':'string'}}}",
                "{'type':'object','properties':{'a':{'type':'string'},'a':{'type':'number'}}}",
                "{'type':'object','properties':{'a':{'type':'string'},'A':{'type':'string'}}}",
                "{'type':'object','properties':{'':{'type':'string'}}}",
                "{'type':'object','properties':{'a.b':{'type':'string'}}}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['b']}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':'a'}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':[1]}",
                "{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':{}}",
                "{'type':'object','properties':{'a':{'type':'string'}},'minProperties':1}",
                "{'type':'object','properties':{'a':{'type':'string'}},'definitions':{}}",
            })
    void refusesWhatIsNoSchemaOfEvents(String json) {
        assertThatThrownBy(() -> EventSchema.parse("test", json.replace('\'', '"')))
                .isInstanceOf(SchemaException.class)
                .hasMessageStartingWith("Cannot use schema test");
    }

    @Test
    void saysWhereTheTextIsNoJson() {
        assertThatThrownBy(() -> EventSchema.parse("my.json", "{\n  \"type\": nope\n}"))
                .hasMessageContaining("my.json")
                .hasMessageContaining("line 2");
    }

    @Test
    void refusesToNestDeeperThanItCanCount() {
        String open = "{\"type\":\"object\",\"properties\":{\"g\":";
        String deep = open.repeat(40) + "{\"type\":\"string\"}" + "}}".repeat(40);

        assertThatThrownBy(() -> EventSchema.parse("test", deep)).hasMessageContaining("nested deeper than 32");
    }

    @Test
    void loadsFilesAndNamesTheOnesItCannot(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("s.json");
        Files.writeString(file, "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}");
        assertThat(EventSchema.load(file).columnPaths()).containsExactly("a");

        assertThatThrownBy(() -> EventSchema.load(folder.resolve("none.json")))
                .hasMessageContaining("none.json")
                .hasMessageContaining("no such file");
        Path latin = folder.resolve("latin.json");
        Files.write(latin, "{\"title\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> EventSchema.load(latin)).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> EventSchema.load(folder)).isInstanceOf(SchemaException.class);
    }

    @Test
    void keepsUnknownFieldsInOneMoreColumn() {
        EventSchema schema = EventSchema.builtIn().keepingUnknown();

        assertThat(schema.keepsUnknown()).isTrue();
        assertThat(schema.columnPaths()).hasSize(10).endsWith("extra");
        assertThat(schema.field("extra").isOptional()).isTrue();
        assertThat(schema.field("extra").column()).isEqualTo(9);
        assertThat(schema.keepingUnknown()).isSameAs(schema);
        assertThat(EventSchema.builtIn().keepsUnknown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"extra", "Extra", "EXTRA"})
    void refusesToKeepUnknownFieldsBesideAFieldOfThatName(String name) {
        EventSchema schema = ofFields("\"" + name + "\":{\"type\":\"string\"}");

        assertThatThrownBy(schema::keepingUnknown).hasMessageContaining("needs the name extra");
    }

    @Test
    void hasTheNamesOfJsonPointersEscaped() {
        EventSchema schema = ofFields("\"a/b~c\":{\"type\":\"string\"}");

        assertThat(schema.field("a/b~c").pointer()).isEqualTo("/a~1b~0c");
    }
}
