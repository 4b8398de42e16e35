package io.sluice.standalone;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Logs to standard error, as {@code log.level} and {@code log.format} say; libraries from WARN on only. */
public final class Logging {
    private static final String OWN_CONFIGURATION = "log4j2.configurationFile";
    private static final String CONSOLE = "console";

    /** Warns when offsets could not be told to Kafka, which are for lag tools only and are told again soon. */
    private static final String OFFSET_COMMITS = "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator";

    /**
     * Warns with pages of statistics of every refused request, also where a refusal is the answer, and of native code
     * that nobody asked for; what fails for good comes as a failure.
     */
    private static final String HADOOP = "org.apache.hadoop";

    /** A line per message, whatever it quotes: who reads the log by lines must not be shown one that nobody wrote. */
    static final String TEXT_PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %-5level %logger{1} %enc{%msg}{CRLF}%n%throwable";

    private Logging() {}

    /** Logs nothing and loads no logging library; once, before anything logs. */
    public static void silence() {
        System.setProperty(
                "slf4j.internal.verbosity", "WARN"); // or SLF4J would tell of the next line on standard error
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }

    /** Begins to log so. A {@value #OWN_CONFIGURATION} given to the JVM wins. */
    public static void configure(Settings settings) {
        if (System.getProperty(OWN_CONFIGURATION) != null) {
            return;
        }
        Level level = Level.valueOf(settings.text(ConfigKey.LOG_LEVEL));
        Level libraries = level.isMoreSpecificThan(Level.WARN) ? level : Level.WARN;
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setConfigurationName("sluice");
        builder.setStatusLevel(Level.ERROR);
        // The process ends by its own shutdown hook, and logs until then.
        builder.setShutdownHook("disable");
        boolean json = settings.text(ConfigKey.LOG_FORMAT).equals("json");
        builder.add(builder.newAppender(CONSOLE, "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(json ? json(builder) : text(builder)));
        builder.add(builder.newLogger("io.sluice", level));
        builder.add(builder.newLogger(OFFSET_COMMITS, Level.ERROR));
        builder.add(builder.newLogger(HADOOP, level.isMoreSpecificThan(Level.INFO) ? Level.ERROR : level));
        builder.add(builder.newRootLogger(libraries).add(builder.newAppenderRef(CONSOLE)));
        Configurator.reconfigure(builder.build(false));
    }

    private static LayoutComponentBuilder text(ConfigurationBuilder<BuiltConfiguration> builder) {
        return builder.newLayout("PatternLayout").addAttribute("pattern", TEXT_PATTERN);
    }

    private static LayoutComponentBuilder json(ConfigurationBuilder<BuiltConfiguration> builder) {
        return builder.newLayout("JsonTemplateLayout").addAttribute("eventTemplateUri", "classpath:EcsLayout.json");
    }
}
