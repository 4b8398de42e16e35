package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice demo}: everything, with nothing set up. */
@Command(
        name = "demo",
        header = "Show the whole way, with nothing set up: broker, topic, events, lake, answer.",
        description = {
            "Starts a Kafka broker in this process, writes generated events with duplicates, late and broken ones to a"
                    + " topic, runs the pipeline to a local lake, and answers the percentile question.",
            "The same number of events and seed print the same numbers."
        },
        footer = {"  sluice demo", "  sluice demo --serve", "  sluice demo --events 500000 --dir /tmp/sluice-demo"})
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "120000",
            description = "How many records to write (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "sluice-demo",
            description =
                    "Where the lake goes; what an earlier demo left there is replaced (default: ${DEFAULT-VALUE}).")
    private Path dir;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "42",
            description = "Decides what is drawn (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--serve",
            description = "Then go on: events of now keep coming, the pipeline keeps running, and a page shows it live"
                    + " at http.host and http.port, until Ctrl-C.")
    private boolean serve;

    @Override
    public Integer call() throws IOException {
        if (events < 1) {
            throw new ParameterException(spec.commandLine(), "--events must be at least 1, got " + events);
        }
        SluiceCommand root = SluiceCommand.of(spec);
        DemoBroker.requireClassPath();
        DemoFolder folder = DemoFolder.prepare(dir);
        try (DemoBroker broker =
                DemoBroker.start(folder.broker(), spec.commandLine().getErr())) {
            List<String> own = new ArrayList<>(List.of(
                    "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                    "source.topic=iot-events",
                    "lake.uri=" + folder.lake()));
            if (serve && !root.settings().isSet(ConfigKey.COMMIT_INTERVAL)) {
                // Somebody watches.
                own.add("commit.interval=5s");
            }
            Settings settings = root.settingsAndLogging(own.toArray(String[]::new));
            Demo demo = new Demo(settings, folder, events, seed, root.shutdown());
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            return serve ? DemoServe.run(demo, settings, seed, root.shutdown(), out, err) : demo.run(out, err);
        } finally {
            folder.removeBroker();
        }
    }
}
