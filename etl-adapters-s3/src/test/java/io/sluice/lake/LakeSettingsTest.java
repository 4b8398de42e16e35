package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LakeSettingsTest {
    private static final EventSchema BUILT_IN = EventSchema.builtIn();

    private final MemoryStore store = new MemoryStore();

    private CommitRecord open(EventSchema schema, boolean acceptChange) {
        return open(schema, Deliveries.SPEC.compatibilitySettings(), acceptChange);
    }

    private CommitRecord open(EventSchema schema, Map<String, String> settings, boolean acceptChange) {
        PipelineSpec spec = PipelineSpec.of(schema, Schemas.builtInRoles(schema));
        LakeConfig config = LakeConfig.of(store, schema, spec.roles(), spec.windows(), () -> Instant.EPOCH);
        return new ParquetLake(config).open(new LakeRequest(Deliveries.SOURCE, settings, acceptChange));
    }

    @Test
    void keepsTheTextOfEverySchema() {
        EventSchema wider = with("\"battery\": {\"type\": \"number\"}");
        open(BUILT_IN, false);
        open(wider, false);
        assertThat(store.list("_sluice/schemas"))
                .extracting(StoredObject::path)
                .containsExactlyInAnyOrder(
                        "_sluice/schemas/" + BUILT_IN.hash() + ".json", "_sluice/schemas/" + wider.hash() + ".json");
        assertThat(new String(
                        store.read("_sluice/schemas/" + BUILT_IN.hash() + ".json")
                                .orElseThrow(),
                        StandardCharsets.UTF_8))
                .isEqualTo(BUILT_IN.json());
    }

    @Test
    void letsCompatibleSchemaChangesPass() {
        EventSchema wider = with("\"battery\": {\"type\": \"number\"}");
        open(BUILT_IN, false);
        assertThat(open(wider, false).schemaHash()).isEqualTo(wider.hash());
    }

    @Test
    void refusesOtherSchemaChangesUntilTheyAreAccepted() {
        EventSchema wider = with("\"battery\": {\"type\": \"number\"}");
        open(wider, false);
        assertThatThrownBy(() -> open(BUILT_IN, false))
                .isInstanceOf(LakeSettingsException.class)
                .hasMessageContainingAll("schema", "/battery", wider.hash(), "--accept-change");
        assertThat(open(BUILT_IN, true).schemaHash()).isEqualTo(BUILT_IN.hash());
        assertThatCode(() -> open(BUILT_IN, false)).doesNotThrowAnyException();
    }

    private static EventSchema with(String property) {
        return EventSchema.parse(
                "wider",
                BUILT_IN.json().replaceFirst("\"properties\"\\s*:\\s*\\{", "\"properties\": {" + property + ","));
    }

    @Test
    void missesASchemaThatWasDeleted() {
        open(BUILT_IN, false);
        store.delete("_sluice/schemas/" + BUILT_IN.hash() + ".json");
        assertThatThrownBy(() -> open(with("\"battery\": {\"type\": \"number\"}"), false))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(BUILT_IN.hash());
    }

    @Test
    void namesEverySettingThatDiffers() {
        open(BUILT_IN, false);
        Map<String, String> settings = Deliveries.SPEC.compatibilitySettings();
        for (String key : settings.keySet()) {
            Map<String, String> changed = new HashMap<>(settings);
            changed.put(key, "changed");
            assertThatThrownBy(() -> open(BUILT_IN, changed, false))
                    .isInstanceOf(LakeSettingsException.class)
                    .hasMessageContaining(key + ": " + settings.get(key) + " in the lake, changed now");
        }
        Map<String, String> two = new HashMap<>(settings);
        two.put("windows.size", "PT2M");
        two.remove("dedup.horizon");
        assertThatThrownBy(() -> open(BUILT_IN, two, false))
                .hasMessageContainingAll("windows.size: PT1M in the lake, PT2M now", "dedup.horizon", "not set");
    }

    @Test
    void refusingWritesNothing() {
        open(BUILT_IN, false);
        List<StoredObject> before = store.list("");
        Map<String, String> settings = new HashMap<>(Deliveries.SPEC.compatibilitySettings());
        settings.put("windows.size", "PT2M");
        assertThatThrownBy(() -> open(BUILT_IN, settings, false)).isInstanceOf(LakeSettingsException.class);
        assertThat(store.list("")).isEqualTo(before);
    }

    @Test
    void takesASettingThatTheLakeDoesNotKnowYet() {
        open(BUILT_IN, false);
        Map<String, String> settings = new HashMap<>(Deliveries.SPEC.compatibilitySettings());
        settings.put("new.setting", "default");
        assertThat(open(BUILT_IN, settings, false).settings()).containsEntry("new.setting", "default");
    }
}
