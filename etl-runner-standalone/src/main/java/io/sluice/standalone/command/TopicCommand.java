package io.sluice.standalone.command;

import io.sluice.app.config.Settings;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice topic}. */
@Command(
        name = "topic",
        header = "Create the configured topic.",
        footer = {"  sluice topic create --partitions 6"})
final class TopicCommand extends CommandGroup {

    @Command(
            name = "create",
            header = "Create the topic source.topic, unless it exists.",
            description = "Ends with 1 if it exists with another number of partitions.",
            footer = {
                "  sluice topic create --partitions 6 --retention-hours 168 --set source.topic=orders",
                "  sluice topic create --set kafka.bootstrap.servers=broker:9092"
            })
    int create(
            @Option(
                            names = "--partitions",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "How many partitions (default: ${DEFAULT-VALUE}).")
                    int partitions,
            @Option(
                            names = "--replication-factor",
                            paramLabel = "N",
                            defaultValue = "-1",
                            description = "Copies of each record (default: as the brokers are set up).")
                    int replicationFactor,
            @Option(
                            names = "--retention-hours",
                            paramLabel = "N",
                            description = "How long records are kept (default: as the brokers are set up).")
                    Integer retentionHours) {
        Settings settings = root().settingsAndLogging();
        Duration retention = retentionHours == null ? null : Duration.ofHours(retentionHours);
        return TopicCreation.run(settings, partitions, replicationFactor, retention, out());
    }
}
