package io.sluice.app.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Layer;
import io.sluice.app.config.References;
import io.sluice.app.config.Settings;
import io.sluice.core.event.EventRoles;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LakeDefaultsTest {
    private static final EventSchema ORDERS = EventSchema.parse(
            "orders",
            ("{'type': 'object', 'required': ['number', 'at'], 'properties': {'number': {'type': 'integer'}, 'at':"
                            + " {'type': 'integer'}, 'amount': {'type': 'number'}, 'device_type': {'type': 'number'},"
                            + " 'shop': {'type': 'string'}}}")
                    .replace('\'', '"'));

    private static PipelineSpec orders(String aggregates, String... by) {
        return PipelineSpec.of(ORDERS, EventRoles.of(ORDERS, "number", "at", TimeUnit.MILLISECONDS))
                .withLateness(Duration.ofSeconds(90))
                .withWindows(new WindowSpec(
                        Duration.ofHours(1),
                        List.of(by).stream().map(ORDERS::field).toList(),
                        Aggregate.parseList(aggregates, ORDERS)));
    }

    private static Settings settings(String... assignments) {
        return Settings.load(List.of(Layer.assignments(List.of(assignments))), new References(Map.of(), path -> ""));
    }

    private static QuerySpec question(PipelineSpec written, String... assignments) {
        return LakeDefaults.of(settings(assignments), written.compatibilitySettings(), written::schema);
    }

    @Test
    void aLakeOfTheBuiltInEventAsksTheContractsQuestion() {
        assertThat(LakeDefaults.of(settings(), PipelineSpec.builtIn().compatibilitySettings(), () -> {
                    throw new AssertionError("The schema need not be read");
                }))
                .isEqualTo(QuerySpec.DEFAULT);
    }

    @Test
    void anotherLakeSuggestsItsOwn() {
        QuerySpec question = question(orders("count(*) as n, count(shop) as s, max(amount) as top", "shop"));
        assertThat(question.field()).isEqualTo("amount");
        assertThat(question.by()).containsExactly("shop");
        assertThat(question.id()).isEqualTo("number");
    }

    @Test
    void theFieldMayBeTheOneThatGroupsByDefault() {
        assertThat(question(orders("avg(device_type) as mean")).field()).isEqualTo("device_type");
    }

    @Test
    void whatIsConfiguredWins() {
        assertThat(question(orders("avg(amount) as mean"), "event.id=shop").id())
                .isEqualTo("shop");
    }

    @Test
    void whatALakeWasWrittenWithMakesThePipelineAgain() {
        PipelineSpec written = orders("avg(amount) as mean", "shop");
        Settings both = settings("dedup.horizon=3m").over(written.compatibilitySettings());
        PipelineSpec again = both.pipelineSpec(ORDERS);
        assertThat(again.roles()).isEqualTo(written.roles());
        assertThat(again.windows()).isEqualTo(written.windows());
        assertThat(again.lateness()).isEqualTo(Duration.ofSeconds(90));
        assertThat(again.horizon()).isEqualTo(Duration.ofMinutes(3));
        assertThat(both.entry(ConfigKey.EVENT_ID).origin()).isEqualTo("the lake");
    }
}
