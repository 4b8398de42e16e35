package io.sluice.standalone.command;

import io.sluice.core.config.Settings;
import io.sluice.standalone.Logging;
import io.sluice.standalone.Sources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code sluice}: holds what every command has, the configuration and how much is said. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = SluiceCommand.Version.class,
        sortOptions = false,
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n",
        header = "Kafka to exactly-once Parquet, validated by one JSON Schema file.",
        footerHeading = "%nExamples:%n",
        footer = {"  sluice demo", "  sluice run --config sluice.properties", "  sluice query --lake ./lake"},
        subcommands = {
            DemoCommand.class,
            ProduceCommand.class,
            RunCommand.class,
            QueryCommand.class,
            StatusCommand.class,
            AuditCommand.class,
            ExplainCommand.class,
            ReplayRejectedCommand.class,
            SchemaCommand.class,
            ConfigCommand.class,
            TopicCommand.class,
            GenerateCompletion.class
        })
final class SluiceCommand implements Runnable {
    private final Map<String, String> environment;
    private final Shutdown shutdown;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Read the configuration from this properties file.")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "Set one configuration key; wins over the file and the environment.")
    private List<String> assignments = new ArrayList<>();

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more: details of the query, stack traces of failures.")
    private boolean verbose;

    SluiceCommand(Map<String, String> environment, Shutdown shutdown) {
        this.environment = environment;
        this.shutdown = shutdown;
    }

    /** The root of the command a spec belongs to. */
    static SluiceCommand of(CommandSpec spec) {
        return (SluiceCommand) spec.root().userObject();
    }

    /** Reads the configuration; {@code more} assignments win over everything. */
    Settings settings(String... more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(List.of(more));
        return new Sources(config, environment, all).load();
    }

    /** Reads the configuration and begins to log as it says. */
    Settings settingsAndLogging(String... more) {
        Settings settings = settings(more);
        Logging.configure(settings);
        return settings;
    }

    boolean isVerbose() {
        return verbose;
    }

    Shutdown shutdown() {
        return shutdown;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? Such as sluice demo or sluice run.");
    }

    /** Reads the version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "sluice " + (version == null ? "(not packaged)" : version) + " on Java " + Runtime.version()
            };
        }
    }
}
