package io.sluice.app.query;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The question that a lake's own windows suggest: their groups, and the first number they aggregate. */
public final class LakeDefaults {
    private LakeDefaults() {}

    /**
     * The question.
     *
     * @param configured says which field is the id, where it does
     * @param settings what the lake was written with, by configuration key; empty for a plain folder of files
     * @param schema of the lake, read only where the settings are not those of the built-in event
     */
    public static QuerySpec of(Settings configured, Map<String, String> settings, Supplier<EventSchema> schema) {
        QuerySpec defaults = QuerySpec.DEFAULT;
        String by = settings.getOrDefault(ConfigKey.WINDOWS_BY.key(), WindowSpec.DEFAULT_BY);
        String aggregates = settings.getOrDefault(ConfigKey.WINDOWS_AGGREGATES.key(), WindowSpec.DEFAULT_AGGREGATES);
        String id = configured.isSet(ConfigKey.EVENT_ID)
                ? configured.text(ConfigKey.EVENT_ID)
                : settings.getOrDefault(ConfigKey.EVENT_ID.key(), defaults.id());
        String field = aggregates.equals(WindowSpec.DEFAULT_AGGREGATES)
                ? defaults.field()
                : firstNumber(aggregates, schema.get(), defaults.field());
        // Not before the field, which may be the one that groups by default.
        return defaults.withId(id)
                .withBy(List.of())
                .withField(field)
                .withBy(by.isEmpty() ? List.of() : List.of(by.split(",")));
    }

    /** The first field that is aggregated as a number. */
    private static String firstNumber(String aggregates, EventSchema schema, String other) {
        for (Aggregate aggregate : Aggregate.parseList(aggregates, schema)) {
            if (aggregate.field() != null && aggregate.field().type().isNumeric()) {
                return aggregate.field().path();
            }
        }
        return other;
    }
}
