package io.sluice.standalone.command;

import io.sluice.app.failure.ExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What most people do first, in a folder that is removed again: makes events, reads them into a lake, asks, by rows and by
 * summaries. The launcher
 * runs it once to have the JVM archive the classes that it took, ready to be mapped by later starts.
 */
public final class CdsTrainingRun {
    private CdsTrainingRun() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("org.jboss.logging.provider", "jdk");
        Path folder = Files.createTempDirectory("sluice-trial-");
        int code;
        try {
            code = run(folder);
        } finally {
            delete(folder);
        }
        System.exit(code);
    }

    private static int run(Path folder) {
        String events = folder.resolve("events.ndjson").toString();
        String lake = folder.resolve("lake").toString();
        for (List<String> command : List.of(
                List.of("produce", "--events", "30000", "--start", "2026-01-01T23:30:00Z", "--out", events),
                List.of(
                        "run",
                        "--until-caught-up",
                        "--drain",
                        "--set",
                        "source.files=" + events,
                        "--set",
                        "lake.uri=" + lake,
                        "--set",
                        "log.level=error"),
                List.of("query", "--lake", lake, "--output", "csv"),
                List.of("query", "--lake", lake, "--exact", "--min-events", "1"),
                List.of("compact", "--lake", lake),
                List.of("query", "--lake", lake, "--fast", "--to", "2026-01-01"),
                List.of("--version"))) {
            int code = execute(command.toArray(String[]::new));
            if (code != ExitCodes.OK) {
                return code;
            }
        }
        return ExitCodes.OK;
    }

    private static int execute(String... command) {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine commandLine = Main.commandLine(Map.of(), Signals.none(), nowhere, err, command);
        return commandLine.execute(command);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
