package io.sluice.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
                "{'$ref':'#/definitions/none'} | /properties/f/$ref | there is no schema",
                "{'$ref':'http://example.com/x'} | /properties/f/$ref | schema.refs",
                "{'$ref':'#/properties/f'} | /properties/f/$ref | refers to itself",
                "{'type':'string','format':5} | /properties/f/format | must be a string",
                "{'type':'date'} | /properties/f/type | unknown type \"date\"",
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
                "{'type':'string','maxLength':1e999999999} | /properties/f/maxLength | 1000 digits",
                "{'type':['null','null']} | /properties/f/type | is no schema of draft-07",
                "{'type':5} | /properties/f/type | a type or an array of types",
                "{'type':'string','enum':'a'} | /properties/f/enum | an array of values",
                "{'type':'string','pattern':5} | /properties/f/pattern | must be a string",
                "{'type':'string','minLength':-1} | /properties/f/minLength | whole number",
                "{'type':'string','maxLength':1.5} | /properties/f/maxLength | whole number",
                "{'type':'number','minimum':'1'} | /properties/f/minimum | must be a number",
                "{'type':'number','exclusiveMinimum':true} | /properties/f/exclusiveMinimum | must be a number",
                "{'type':'number','multipleOf':0} | /properties/f/multipleOf | greater than 0",
                "{'anyOf':[]} | /properties/f/anyOf | is no schema of draft-07",
                "{'anyOf':[{'$ref':'#/properties/f'}]} | /properties/f | leads back to itself",
                "{'items':[1]} | /properties/f/items/0 | must be a schema",
                "{'dependencies':{'a':5}} | /properties/f/dependencies/a | must be a schema",
                "[] | /properties/f | must be a schema",
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
                "{'type':'object','properties':[]}",
                "{'type':'object','properties':[1]}",
                "{'type':'object','properties':{'a':{'type':'string'}}} trailing",
                "{'type':'object','type':'object','properties':{'a':{'type':'string'}}}",
                "{'type':'object','properties':{'a':{'type':'string'},'a':{'type':'number'}}}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':'a'}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':[1]}",
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
    void keepsObjectsNestedDeeperThanItCanCountAsText() {
        String open = "{\"type\":\"object\",\"properties\":{\"g\":";
        String deep = open.repeat(40) + "{\"type\":\"string\"}" + "}}".repeat(40);

        EventSchema schema = EventSchema.parse("test", deep);

        assertThat(schema.columns()).singleElement().satisfies(field -> {
            assertThat(field.type()).isEqualTo(FieldType.JSON);
            assertThat(field.judge()).isNotNull();
        });
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
    @CsvSource({"extra, _x65_xtra", "Extra, _x45_xtra", "EXTRA, _x45_XTRA"})
    void keepsUnknownFieldsBesideAFieldOfThatName(String name, String column) {
        EventSchema schema = ofFields("\"" + name + "\":{\"type\":\"string\"}").keepingUnknown();

        assertThat(schema.columnPaths()).containsExactly(column, "extra");
        assertThat(schema.field(column).property()).isEqualTo(name);
    }

    @Test
    void givesNamesThatColumnsCannotHaveAStableEscape() {
        EventSchema schema = ofFields(
                List.of("a", "A", "aB", "Ab", "a.b c", "", "year", "Hour", "source_offset", "_x41_", "é").stream()
                        .map(name -> "\"" + name + "\":{\"type\":\"string\"}")
                        .collect(Collectors.joining(",")));

        assertThat(schema.columnPaths())
                .containsExactly(
                        "a",
                        "_x41_",
                        "aB",
                        "_x41_b",
                        "a_x2E_b_x20_c",
                        "_x_",
                        "_x79_ear",
                        "_x48_our",
                        "_x73_ource_offset",
                        "_x5F_x41_",
                        "é");
    }

    @Test
    void findsTypesBehindReferencesAndAlternatives() {
        assertThat(field("{'$ref':'#/definitions/x'},'g':{'type':'string'}}, 'definitions':{'x':{'type':'integer'}")
                        .type())
                .isEqualTo(FieldType.LONG);
        assertThat(field("{'anyOf':[{'type':'string','maxLength':3},{'type':'null'}]}")
                        .toString())
                .isEqualTo("f STRING?");
        assertThat(field("{'oneOf':[{'type':'integer'},{'type':'number'}]}").type())
                .isEqualTo(FieldType.DOUBLE);
        assertThat(field("{'type':['integer','number']}").judge()).isNull();
        assertThat(field("{'type':['string','integer']}").type()).isEqualTo(FieldType.JSON);
        assertThat(field("{'enum':['a','b',null]}").toString()).isEqualTo("f STRING?");
        assertThat(field("true").type()).isEqualTo(FieldType.JSON);
        assertThat(field("{'allOf':[{'type':'integer','minimum':3},{'minimum':5,'maximum':9}]}")
                        .checks()
                        .minimum())
                .isEqualByComparingTo("5");
    }

    @Test
    void keepsAnEventWithoutPropertiesAsOneColumn() {
        for (String json : List.of(
                "{}", "true", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "{\"type\":\"object\"}")) {
            EventSchema schema = EventSchema.parse("test", json);
            assertThat(schema.whole()).isTrue();
            assertThat(schema.columnPaths()).containsExactly("value");
        }
    }

    @Test
    void namesTheKeywordsThatNothingIsCheckedBy() {
        String json = "{\"type\":\"object\",\"self\":{},\"properties\":{\"f\":{\"type\":\"string\",\"maxlength\":3}}}";

        assertThat(EventSchema.parse("test", json).unknownKeywords())
                .extracting(UnknownKeyword::pointer, UnknownKeyword::nearest)
                .containsExactly(tuple("/self", null), tuple("/properties/f/maxlength", "maxLength"));
        assertThatThrownBy(() -> EventSchema.parse("test", json, new SchemaOptions(List.of(), true, Set.of(), true)))
                .asInstanceOf(type(SchemaException.class))
                .satisfies(e -> assertThat(e.pointer()).isEqualTo("/self"));
    }

    @Test
    void readsOtherFilesOfReferences(@TempDir Path folder) throws Exception {
        Path main = folder.resolve("main.json");
        Path other = Files.createDirectories(folder.resolve("common")).resolve("id.json");
        Files.writeString(
                main, "{\"type\":\"object\",\"properties\":{\"id\":{\"$ref\":\"common/id.json#/definitions/id\"}}}");
        Files.writeString(other, "{\"definitions\":{\"id\":{\"type\":\"string\",\"format\":\"uuid\"}}}");
        var options = new SchemaOptions(List.of(EventSchema.reference(main, other)), true, Set.of(), false);

        EventSchema schema = EventSchema.load(main, options);

        assertThat(schema.field("id").type()).isEqualTo(FieldType.UUID);
        assertThatThrownBy(() -> EventSchema.load(main)).hasMessageContaining("schema.refs");
        EventSchema again = EventSchema.parse("elsewhere", schema.json());
        assertThat(again.hash()).isEqualTo(schema.hash());
        assertThat(again.field("id").type()).isEqualTo(FieldType.UUID);
    }

    @Test
    void takesFormatsAsAnnotationsButForTheRoles() {
        String json = "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\",\"format\":\"date-time\"},"
                + "\"other\":{\"type\":\"string\",\"format\":\"date-time\"}}}";
        EventSchema schema = EventSchema.parse("test", json, new SchemaOptions(List.of(), false, Set.of("at"), false));

        assertThat(schema.columns()).hasToString("[at TIMESTAMP?, other STRING?]");
        assertThat(EventSchema.parse("test", schema.json()).columns()).hasToString("[at TIMESTAMP?, other STRING?]");
    }

    @Test
    void hasTheNamesOfJsonPointersEscaped() {
        EventSchema schema = ofFields("\"a/b~c\":{\"type\":\"string\"}");

        assertThat(schema.field("a/b~c").pointer()).isEqualTo("/a~1b~0c");
    }

    /** Objects within one another, each with the next one twice: few lines, and two to the power of the depth columns. */
    private static String doubling(int depth, int untyped) {
        StringBuilder json = new StringBuilder("{'$ref':'#/definitions/d0','definitions':{");
        for (int i = 0; i < depth; i++) {
            String next = "{'$ref':'#/definitions/d" + (i + 1) + "'}";
            json.append("'d" + i + "':{" + (i == untyped ? "" : "'type':'object',") + "'properties':{'a':" + next
                    + ",'b':" + next + "}},");
        }
        return json.append("'d" + depth + "':{'type':'string'}}}").toString().replace('\'', '"');
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 23, 31})
    void aSchemaOfTooManyColumnsIsRefusedBeforeTheyAreMade(int depth) {
        assertThatThrownBy(() -> EventSchema.parse("test", doubling(depth, -1)))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("test at /definitions/d")
                .hasMessageContaining("10,000 columns")
                .hasMessageContaining("leave out the type of");
    }

    @Test
    void asManyColumnsAsTheLimitAreTaken() {
        String properties =
                IntStream.range(0, 10_000).mapToObj(i -> "\"f" + i + "\":{}").collect(Collectors.joining(","));
        assertThat(ofFields(properties).columns()).hasSize(10_000);
        assertThatThrownBy(() -> ofFields(properties + ",\"last\":{}"))
                .isInstanceOfSatisfying(SchemaException.class, refused -> assertThat(refused.pointer())
                        .isEqualTo("/properties/last"));
    }

    @Test
    void anUntypedSubtreeIsOneColumn() {
        EventSchema schema = EventSchema.parse("test", doubling(23, 3));
        assertThat(schema.columns()).hasSize(8).allMatch(column -> column.type() == FieldType.JSON);
    }

    private static SchemaOptions referring(String json) {
        return new SchemaOptions(List.of(new SchemaOptions.Reference("x.json", json)), true, Set.of(), false);
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        String json = "{\"properties\":{\"x\":{\"$ref\":\"x.json\"}}}";
        String referred = "{\"type\":\"string\"}";
        EventSchema marked = EventSchema.parse("test", "\uFEFF" + json, referring("\uFEFF" + referred));
        EventSchema plain = EventSchema.parse("test", json, referring(referred));
        assertThat(marked.hash()).isEqualTo(plain.hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'$schema':7,'properties':{'x':{}}} | /$schema",
                "{'$schema':null,'properties':{'x':{}}} | /$schema",
                "{'properties':{'x':{'$id':'http://x/y','$schema':['a']}}} | /properties/x/$schema"
            })
    void aSchemaKeywordThatIsNoTextIsRefused(String json, String pointer) {
        assertThatThrownBy(() -> EventSchema.parse("test", json.replace('\'', '"')))
                .isInstanceOfSatisfying(SchemaException.class, refused -> assertThat(refused.pointer())
                        .isEqualTo(pointer))
                .hasMessageContaining("expected the URI of a draft");
    }
}
