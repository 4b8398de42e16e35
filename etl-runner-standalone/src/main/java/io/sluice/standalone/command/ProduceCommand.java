package io.sluice.standalone.command;

import io.sluice.app.failure.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice produce}: generated events to the topic or a file. */
@Command(
        name = "produce",
        header = "Generate events of the configured schema, to the topic or a file.",
        description = "The same options and seed generate the same events; those of a file are the same bytes.",
        footer = {
            "  sluice produce --rate 100 --devices 20",
            "  sluice produce --events 60000 --late 0.01 --invalid 0.01 --seed 7 --out p0.ndjson"
        })
final class ProduceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Events per second; 0 is as fast as possible (default: 10, with --events 0).")
    private Double rate;

    @Option(names = "--events", paramLabel = "N", description = "How many (default: until stopped).")
    private Long events;

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many different keys (default: ${DEFAULT-VALUE}).")
    private int devices;

    @Option(
            names = "--duplicates",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description = "Copies of earlier events, a tenth of them conflicting (default: ${DEFAULT-VALUE}).")
    private double duplicates;

    @Option(
            names = "--late",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Late events (default: ${DEFAULT-VALUE}).")
    private double late;

    @Option(
            names = "--invalid",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Records that will be rejected (default: ${DEFAULT-VALUE}).")
    private double invalid;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Decides what is drawn (default: 1).")
    private long seed;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "The record key (default: device_id, or event.id where the schema has no such field).")
    private String key;

    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            description = "Event time of the first event (default: so that the last is now; for a file 2026-01-01).")
    private Instant start;

    @Option(names = "--out", paramLabel = "FILE", description = "Write NDJSON to this new file instead of the topic.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (rate != null && !(rate >= 0 && rate <= 1e9)) {
            throw new ParameterException(spec.commandLine(), "--rate must be between 0 and 1e9, got " + rate);
        }
        if (events != null && events < 0) {
            throw new ParameterException(spec.commandLine(), "--events must not be negative, got " + events);
        }
        SluiceCommand root = SluiceCommand.of(spec);
        double perSecond = rate != null ? rate : events == null ? ProduceJob.DEFAULT_RATE : 0;
        ProduceJob job = new ProduceJob(
                root.settingsAndLogging(),
                new ProduceJob.Shares(duplicates, late, invalid),
                perSecond,
                events,
                devices,
                seed,
                key,
                start);
        root.shutdown().onSignal(job::stop);
        try {
            long made = out == null ? job.toTopic() : job.toFile(out);
            spec.commandLine().getErr().println("Wrote " + made + " records to " + (out == null ? job.topic() : out));
            return ExitCodes.OK;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
