package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.text.TextTable;
import io.sluice.core.schema.Checks;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.SchemaDiff;
import io.sluice.core.schema.UnknownKeyword;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice schema}: what a schema file means, and what a change of it does. */
@Command(
        name = "schema",
        header = "Check, compare or show a schema file.",
        footer = {"  sluice schema check order.schema.json"})
final class SchemaCommand extends CommandGroup {

    @Command(
            name = "check",
            header = "Say whether a schema file can be used.",
            description = {
                "Names the fields that the decoder alone cannot check, and the keywords that nothing is checked by.",
                "With event.id and event.time, where they are configured or the schema has fields of their default",
                "names; otherwise says that these are still to be chosen."
            },
            footer = {
                "  sluice schema check iot-event.schema.json",
                "  sluice schema check order.json --set event.id=number --set event.time=placed_at"
            })
    int check(@Parameters(paramLabel = "FILE", description = "The schema file.") Path file) {
        Settings settings = root().settings("schema=" + file);
        EventSchema schema = settings.schema();
        boolean rolesChosen = isChosen(settings, ConfigKey.EVENT_ID) && isChosen(settings, ConfigKey.EVENT_TIME);
        if (rolesChosen) {
            settings.pipelineSpec();
        }
        out().println(file + ": good, " + schema.columns().size() + " columns");
        schema.judged().forEach((pointer, keywords) -> out().println("judged by the general evaluator: "
                + (pointer.isEmpty() ? "the whole event" : pointer) + " (" + keywords + ")"));
        for (UnknownKeyword unknown : schema.unknownKeywords()) {
            out().println((unknown.source().equals(schema.name()) ? "" : unknown.source() + " ") + unknown.pointer()
                    + ": " + unknown.what());
        }
        if (!rolesChosen) {
            err().println("To run with it, set event.id and event.time to fields of it: "
                    + String.join(", ", schema.columnPaths()));
        }
        return ExitCodes.OK;
    }

    private static boolean isChosen(Settings settings, ConfigKey role) {
        return settings.isSet(role) || settings.schema().field(settings.text(role)) != null;
    }

    @Command(
            name = "diff",
            header = "Say whether events and tables of the old schema fit the new one.",
            description = "Ends with 1 if a change is incompatible.",
            footer = {"  sluice schema diff iot-event.v1.json iot-event.v2.json"})
    int diff(
            @Parameters(paramLabel = "OLD", description = "The schema file used so far.") Path before,
            @Parameters(paramLabel = "NEW", description = "The schema file to use from now on.") Path after) {
        SchemaDiff diff = SchemaDiff.between(
                root().settings().schema(before), root().settings().schema(after));
        diff.changes().forEach(out()::println);
        if (diff.changes().isEmpty()) {
            out().println("no difference");
        }
        out().println(diff.compatible() ? "The change is compatible." : "The change is INCOMPATIBLE.");
        return diff.compatible() ? ExitCodes.OK : ExitCodes.NO;
    }

    @Command(
            name = "show",
            header = "Show the columns a schema file gives, their types and checks.",
            footer = {"  sluice schema show", "  sluice schema show order.schema.json"})
    int show(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "The schema file; by default the configured one.")
                    Path file) {
        EventSchema schema =
                file == null ? root().settings().schema() : root().settings().schema(file);
        TextTable table = new TextTable("column", "type", "null", "checks");
        for (Field field : schema.columns()) {
            table.row(
                    field.path(),
                    field.type(),
                    field.maxDefinitionLevel() > 0 ? "yes" : "no",
                    field.judge() == null
                            ? checks(field.checks())
                            : schema.judged().get(field.pointer()));
        }
        out().println(table);
        return ExitCodes.OK;
    }

    private static String checks(Checks checks) {
        List<String> all = new ArrayList<>();
        if (checks.allowed() != null) {
            List<String> values =
                    checks.allowed().stream().map(Object::toString).toList();
            all.add("one of " + String.join(" ", values));
        }
        if (checks.pattern() != null) {
            all.add("pattern " + checks.pattern());
        }
        length(all, "minLength", checks.minLength());
        length(all, "maxLength", checks.maxLength());
        bound(all, ">=", checks.minimum());
        bound(all, "<=", checks.maximum());
        bound(all, ">", checks.exclusiveMinimum());
        bound(all, "<", checks.exclusiveMaximum());
        bound(all, "multiple of", checks.multipleOf());
        return String.join(", ", all);
    }

    private static void length(List<String> all, String name, int value) {
        if (value >= 0) {
            all.add(name + " " + value);
        }
    }

    private static void bound(List<String> all, String name, BigDecimal value) {
        if (value != null) {
            all.add(name + " " + value.toPlainString());
        }
    }
}
