package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.process.GracefulShutdown;
import io.sluice.standalone.Logging;
import io.sluice.standalone.Sources;
import io.sluice.standalone.Wiring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
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
        footer = {"  sluice demo", "  sluice run --config sluice.properties", "  sluice query --lake ./lake"})
final class SluiceCommand implements Runnable {
    /** By name, in the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("produce", ProduceCommand.class);
        COMMANDS.put("run", RunCommand.class);
        COMMANDS.put("query", QueryCommand.class);
        COMMANDS.put("status", StatusCommand.class);
        COMMANDS.put("audit", AuditCommand.class);
        COMMANDS.put("explain", ExplainCommand.class);
        COMMANDS.put("replay-rejected", ReplayRejectedCommand.class);
        COMMANDS.put("compact", CompactCommand.class);
        COMMANDS.put("schema", SchemaCommand.class);
        COMMANDS.put("config", ConfigCommand.class);
        COMMANDS.put("topic", TopicCommand.class);
        COMMANDS.put("generate-completion", GenerateCompletion.class);
    }

    /** Commands that a signal asks to end, and that end by themselves then. */
    static final Set<String> ENDS_ORDERLY = Set.of("demo", "produce", "run", "compact");

    private final Map<String, String> environment;
    private final GracefulShutdown shutdown;
    private boolean ownsProcess;

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

    SluiceCommand(Map<String, String> environment, GracefulShutdown shutdown) {
        this.environment = environment;
        this.shutdown = shutdown;
    }

    /** The root of the command a spec belongs to. */
    static SluiceCommand of(CommandSpec spec) {
        return (SluiceCommand) spec.root().userObject();
    }

    /**
     * Adds the commands: the one that the first argument names alone, since looking at the options of all of them takes
     * longer than many a command does; none for the version; all of them for anything else, help and suggestions too.
     */
    static void addCommands(CommandLine root, String... arguments) {
        Class<?> named = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (Arrays.equals(arguments, new String[] {"--version"})) {
            return;
        }
        if (named != null && named != GenerateCompletion.class) {
            root.addSubcommand(arguments[0], named);
        } else {
            COMMANDS.forEach(root::addSubcommand);
        }
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

    /**
     * Reads the configuration, for a command that only reads the lake: where that is a folder, nothing logs but
     * libraries, about files that they can read all the same, and the logging library takes longer to start than the
     * command. A level set to hear more is heeded.
     */
    Settings settingsForReading(String... more) {
        Settings settings = settings(more);
        boolean asksForMore = !settings.text(ConfigKey.LOG_LEVEL).equals(ConfigKey.LOG_LEVEL.defaultText());
        if (ownsProcess && new Wiring(settings).isLakeLocal() && !asksForMore) {
            Logging.silence();
        } else {
            Logging.configure(settings);
        }
        return settings;
    }

    /** The process is there for one command. */
    void ownProcess() {
        ownsProcess = true;
    }

    boolean isVerbose() {
        return verbose;
    }

    GracefulShutdown shutdown() {
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
