package io.sluice.standalone.e2e;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.LogRecord;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.kafka.testkit.HostileTopic;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.lake.store.S3Server;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The jar, killed again and again while it brings a hostile log from a real broker into a lake, and then held to what the
 * log says. Everything that can be wrong is collected and told, nothing is thrown for it.
 */
final class Torture {
    private static final String TOPIC = "iot-events";
    private static final long AUDIT_SECONDS = 1_800;

    /** Longer than anybody waits. */
    static final long MOST_MINUTES = Duration.ofDays(30).toMinutes();

    /** Of the log, for the life after all kills, which comes to its end. */
    private static final double SHARE_OF_LAST = 0.02;

    /** What a lake is kept in. */
    enum Storage {
        LOCAL,
        S3;

        static Storage of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * @param kills how often
     * @param seed decides the log and the moments, as far as a machine's own timing lets it
     * @param events records of the log, broken ones and copies included
     * @param audits how many times the lake is audited between kills
     * @param minutes after which no more kills are begun, and what was written of the log until then is all of it
     * @param archive whether to make the JVM start faster by an archive of its classes, which takes a run of its own
     */
    record Options(int kills, long seed, int events, Storage storage, int audits, long minutes, boolean archive) {}

    /**
     * @param table what was done and checked, for people
     * @param violations what was wrong; nothing where all is well
     */
    record Outcome(int kills, String table, List<String> violations) {}

    private final Options options;
    private final Path dir;
    private final PrintStream progress;
    private final HostileLog.Options logOptions;
    private final HostileLog log;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, String> lines = new TreeMap<>();
    private final StringBuilder table = new StringBuilder();
    private final long begun = System.nanoTime();
    private List<List<LogRecord>> written = List.of();
    private final List<String> jvmOptions = new ArrayList<>();

    private Torture(Options options, Path dir, PrintStream progress) {
        this.options = options;
        this.dir = dir;
        this.progress = progress;
        // Short bounds, so that a start reads back little and most of a life is spent in commits.
        logOptions = HostileLog.Options.standard()
                .withRecords(options.events())
                .withSeed(options.seed())
                .withLines(false)
                .withBounds(Duration.ofMinutes(1), Duration.ofMinutes(1));
        log = HostileLog.of(logOptions);
    }

    /**
     * Tortures once, in an empty folder that is the caller's to delete.
     *
     * @param progress is told what is going on
     */
    static Outcome run(Options options, Path dir, PrintStream progress) {
        Torture torture = new Torture(options, dir, progress);
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            if (options.storage() == Storage.LOCAL) {
                return torture.on(broker, dir.resolve("lake"), Map.of("lake.uri", "lake"));
            }
            try (S3Server server = S3Server.start(dir.resolve("s3"))) {
                Map<String, String> settings = new TreeMap<>();
                server.properties().forEach((key, value) -> settings.put("hadoop." + key, value));
                settings.put("lake.uri", "s3a://" + S3Server.BUCKET + "/lake");
                return torture.on(
                        broker, dir.resolve("s3").resolve(S3Server.BUCKET).resolve("lake"), settings);
            }
        }
    }

    private Outcome on(KafkaBroker broker, Path lake, Map<String, String> storage) {
        Map<String, String> settings = new TreeMap<>(storage);
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.putAll(HostileTopic.settings(dir, logOptions));
        if (options.archive()) {
            archiveClasses(broker, settings);
        }
        Random random = new Random(options.seed());
        KilledRuns runs = new KilledRuns(() -> SluiceProcess.start(dir, jvmOptions, endless(settings)), lake, random);
        try (HostileTopic.Feed feed = new HostileTopic.Feed(log, broker.bootstrapServers(), TOPIC);
                TableWatcher watcher = new TableWatcher(lake, List.of("device_type"))) {
            kill(runs, feed, settings);
            row("records committed at the last kill", runs.position() + " of " + options.events());
            if (runs.kills() == options.kills()) {
                feed.upTo(1);
            }
            written = feed.written();
            finish(settings);
            violations.addAll(watcher.violations());
            row("rows a reader saw appear, each once and whole", watcher.rows() + " in " + watcher.looks() + " looks");
        }
        row("kills", runs.kills());
        runs.moments().forEach((moment, count) -> row("  while " + moment, count));
        check(settings, lake);
        return new Outcome(runs.kills(), table.toString(), List.copyOf(violations));
    }

    /** Has no end of its own, and waits for every source partition however long the kills take. */
    private static String[] endless(Map<String, String> settings) {
        return run(settings, List.of("run", "--take-over"), Map.of("watermark.idle", "24h"));
    }

    private static String[] toTheEnd(Map<String, String> settings) {
        return run(settings, List.of("run", "--take-over", "--until-caught-up", "--drain"), Map.of());
    }

    private static String[] run(Map<String, String> settings, List<String> command, Map<String, String> more) {
        // Many small commits, so that there is always one to be killed in.
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(more);
        all.put("commit.interval", "1ms");
        all.put("commit.bytes", "16KB");
        all.put("kafka.max.poll.records", "300");
        all.put("http.port", "off");
        return arguments(command, all);
    }

    private static String[] arguments(List<String> command, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(command);
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments.toArray(String[]::new);
    }

    /** Most of a life is the JVM's start: with an archive of the classes there are twice as many in an hour. */
    private void archiveClasses(KafkaBroker broker, Map<String, String> settings) {
        HostileLog.Options few = logOptions.withRecords(3_000);
        HostileTopic.publish(HostileLog.of(few), broker.bootstrapServers(), "warm-up");
        Map<String, String> warmUp = new TreeMap<>(settings);
        warmUp.put("source.topic", "warm-up");
        warmUp.put("lake.uri", settings.get("lake.uri") + "-warm-up");
        Path archive = dir.resolve("sluice.jsa");
        try (SluiceProcess process =
                SluiceProcess.start(dir, List.of("-XX:ArchiveClassesAtExit=" + archive), toTheEnd(warmUp))) {
            if (process.await().exitCode() == 0 && Files.exists(archive)) {
                jvmOptions.add("-XX:SharedArchiveFile=" + archive);
            }
        }
    }

    /** The topic grows by one part of the log per kill, so that none of them finds the log at its end. */
    private void kill(KilledRuns runs, HostileTopic.Feed feed, Map<String, String> settings) {
        progress.println("Killing " + options.kills() + " times within " + options.events() + " records with seed "
                + options.seed() + " ...");
        int auditEvery = Math.max(1, options.kills() / (options.audits() + 1));
        while (runs.kills() < options.kills()) {
            if (System.nanoTime() - begun > TimeUnit.MINUTES.toNanos(options.minutes())) {
                row("stopped after minutes", options.minutes());
                return;
            }
            long upTo = feed.upTo(partOfLog(runs.kills() + 1));
            // The next part as well, so that it has something to read at the moment it is killed.
            feed.upTo(partOfLog(runs.kills() + 2));
            SluiceProcess.Finished ended = runs.liveAndDie(upTo);
            if (ended != null) {
                violations.add("a run ended by itself with " + ended.exitCode() + ": " + ended.err());
                return;
            }
            if (runs.kills() % auditEvery == 0 && runs.kills() < options.kills()) {
                progress.println(runs.kills() + " kills, " + runs.position() + " of " + options.events()
                        + " records committed, " + violations.size() + " violations");
                audit(settings, "audits between kills");
            }
        }
    }

    private double partOfLog(int kill) {
        return (1 - SHARE_OF_LAST) * kill / (options.kills() + 1);
    }

    private void finish(Map<String, String> settings) {
        progress.println("Letting a last run come to its end ...");
        SluiceProcess.Finished last = run(toTheEnd(settings));
        row("exit code of the last run", last.exitCode());
        if (last.exitCode() != 0) {
            violations.add("the last run ended with " + last.exitCode() + ": " + last.err());
        }
    }

    private SluiceProcess.Finished run(String... arguments) {
        try (SluiceProcess process = SluiceProcess.start(dir, jvmOptions, arguments)) {
            return process.await(AUDIT_SECONDS);
        }
    }

    private void audit(Map<String, String> settings, String what, String... options) {
        List<String> command = new ArrayList<>(List.of("audit"));
        command.addAll(List.of(options));
        SluiceProcess.Finished audit = run(arguments(command, settings));
        lines.merge(what, "1", (before, one) -> String.valueOf(Integer.parseInt(before) + 1));
        if (audit.exitCode() != 0) {
            violations.add(what + ": exit code " + audit.exitCode() + "\n" + audit.out() + audit.err());
        }
    }

    private void check(Map<String, String> settings, Path lake) {
        progress.println("Auditing against the topic ...");
        audit(settings, "audits with --replay --checksums at the end", "--replay", "--checksums");
        lines.forEach(this::row);
        progress.println("Comparing the tables with the reference model ...");
        PipelineSpec spec = log.spec();
        ExpectedTables expected = ReferenceModel.tables(spec, written, true);
        LakeTables tables = new LakeTables(lake);
        compare("events", tables.events(spec.schema()), expected.events());
        compare("late", tables.late(spec.schema()), expected.late());
        compare("rejected", tables.rejected(), expected.rejected());
        compare("windows", tables.windows(spec.windows()), expected.windows());
        long duplicates = expected.counts().values().stream()
                .mapToLong(ExpectedTables.Counts::duplicates)
                .sum();
        row("duplicates", duplicates);
        row("records", written.stream().mapToLong(List::size).sum());
        row("violations", violations.size());
    }

    /** Both are sorted. */
    private void compare(String name, List<String> actual, List<String> expected) {
        boolean equal = actual.equals(expected);
        row("rows of " + name + "/, by DuckDB", actual.size() + (equal ? ", as the reference model says" : ""));
        if (!equal) {
            int i = 0;
            while (i < Math.min(actual.size(), expected.size()) && actual.get(i).equals(expected.get(i))) {
                i++;
            }
            violations.add(name + "/ has " + actual.size() + " rows, the reference model " + expected.size()
                    + "; the first difference: " + at(actual, i) + " where the model has " + at(expected, i));
        }
    }

    private static String at(List<String> rows, int i) {
        return i < rows.size() ? rows.get(i) : "nothing";
    }

    private void row(String what, Object value) {
        table.append(String.format(Locale.ROOT, "%-60s %s%n", what, value));
    }

    /** See {@code scripts/torture}. Exits with 1 on any violation. */
    public static void main(String[] arguments) {
        Options options = parse(arguments);
        Path dir;
        try {
            dir = Files.createTempDirectory("sluice-torture-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the run", e);
        }
        long begun = System.nanoTime();
        System.err.println("In " + dir + ", which is deleted when all is well");
        Outcome outcome = run(options, dir, System.err);
        System.out.print(outcome.table());
        System.out.printf(
                Locale.ROOT,
                "%-60s %s, seed %d%n%-60s %d%n",
                "store",
                options.storage().name().toLowerCase(Locale.ROOT),
                options.seed(),
                "seconds",
                (System.nanoTime() - begun) / 1_000_000_000);
        outcome.violations().forEach(violation -> System.out.println("VIOLATION " + violation));
        if (outcome.violations().isEmpty()) {
            Folders.delete(dir);
        }
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }

    private static Options parse(String[] arguments) {
        int kills = 500;
        int events = 1_000_000;
        long minutes = MOST_MINUTES;
        long seed = System.nanoTime();
        Storage storage = Storage.LOCAL;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--kills" -> kills = Integer.parseInt(value);
                case "--events" -> events = Integer.parseInt(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--minutes" -> minutes = Long.parseLong(value);
                case "--store" -> storage = Storage.of(value);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(kills, seed, events, storage, 10, minutes, true);
    }
}
