package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigTemplate;
import io.sluice.app.config.Entry;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.app.text.TextTable;
import picocli.CommandLine.Command;

/** {@code sluice config}: what is configured, where it was said, and whether it works. */
@Command(
        name = "config",
        header = "Check, show or write a configuration.",
        footer = {"  sluice config check --config sluice.properties"})
final class ConfigCommand extends CommandGroup {

    @Command(
            name = "check",
            header = "Check keys and values, then the schema, then try the connections.",
            footer = {"  sluice config check --config sluice.properties"})
    int check() {
        Settings settings = root().settingsAndLogging();
        return new ConfigCheck(settings, out()).run();
    }

    @Command(
            name = "show",
            header = "Print every effective value and where it was said; secrets are masked.",
            footer = {"  sluice config show --config sluice.properties --set commit.interval=5s"})
    int show() {
        TextTable table = new TextTable("key", "value", "origin");
        for (Entry entry : root().settings().entries()) {
            table.row(ConfigKey.PREFIX + entry.key(), entry.printable(), entry.origin());
        }
        out().println(table);
        return ExitCodes.OK;
    }

    @Command(
            name = "template",
            header = "Print a properties file with every key, its meaning and its default.",
            footer = {"  sluice config template > sluice.properties"})
    int template() {
        out().print(ConfigTemplate.text());
        out().flush();
        return ExitCodes.OK;
    }
}
