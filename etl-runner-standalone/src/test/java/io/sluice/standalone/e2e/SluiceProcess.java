package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of the executable jar in a process of its own. */
final class SluiceProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/sluice.jar").toAbsolutePath();
    private static final Path BROKER = Path.of("target/demo-broker").toAbsolutePath();
    private static final long MOST_SECONDS = 180;
    /** The ports that a user has by default may be taken here: a test that wants one sets it, to any. */
    private static final Map<String, String> NO_PORTS =
            Map.of("SLUICE_HTTP_PORT", "off", "SLUICE_PRODUCE_HTTP_PORT", "off");

    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");
    private static final List<String> ARCHIVE = archive();

    private final Process process;
    private final Path out;
    private final Path err;

    private SluiceProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** As {@code ./sluice} does: an archive of the jar's classes, made once, halves what a start takes. */
    private static List<String> archive() {
        try {
            String version = Runtime.version().feature() + "-"
                    + Files.getLastModifiedTime(JAR).toMillis();
            Path archive = JAR.resolveSibling("classes-of-tests-" + version + ".archive");
            Path lock = JAR.resolveSibling("classes-of-tests.lock");
            // The tests of one build run in several JVMs.
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                if (!Files.exists(archive)) {
                    List<String> command = new ArrayList<>(JAVA);
                    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", JAR.toString()));
                    command.add("io.sluice.standalone.command.CdsTrainingRun");
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
                }
            }
            return Files.exists(archive)
                    ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off,class+path=off")
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot archive the classes of " + JAR, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the classes of " + JAR + " are archived", e);
        }
    }

    /** What a run left. */
    record Finished(int exitCode, String out, String err) {}

    /** Starts {@code sluice} in a folder. What it prints goes to files there. */
    static SluiceProcess start(Path folder, String... arguments) {
        return start(folder, List.of(), arguments);
    }

    static SluiceProcess start(Path folder, List<String> jvmOptions, String... arguments) {
        return start(folder, jvmOptions, Map.of(), arguments);
    }

    /** @param environment beside what this process has, but for what it has for Sluice or AWS */
    static SluiceProcess start(
            Path folder, List<String> jvmOptions, Map<String, String> environment, String... arguments) {
        try {
            return start(folder, jvmOptions, environment, Files.createTempFile(folder, "sluice-", ".out"), arguments);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a file in " + folder, e);
        }
    }

    /** @param out where standard output goes */
    static SluiceProcess start(
            Path folder, List<String> jvmOptions, Map<String, String> environment, Path out, String... arguments) {
        List<String> command = new ArrayList<>(JAVA);
        // The JVM makes no archive while it uses one.
        if (jvmOptions.stream().noneMatch(option -> option.startsWith("-XX:ArchiveClassesAtExit"))) {
            command.addAll(ARCHIVE);
        }
        command.add("-Dsluice.demo.broker=" + BROKER);
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        try {
            Path err = Files.createTempFile(folder, "sluice-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("AWS_"));
            builder.environment().putAll(NO_PORTS);
            builder.environment().putAll(environment);
            return new SluiceProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
    }

    /** Runs {@code sluice} to its end. */
    static Finished run(Path folder, String... arguments) {
        try (SluiceProcess process = start(folder, arguments)) {
            return process.await();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it said so far. */
    String err() {
        return read(err);
    }

    /** SIGKILL: nothing of the process runs after this. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends a signal by its name, such as STOP or CONT. */
    void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(code).as("exit code of kill -%s", name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot send " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending " + name, e);
        }
    }

    /** Waits for the end. */
    Finished await() {
        return await(MOST_SECONDS);
    }

    Finished await(long seconds) {
        return new Finished(exitCode(seconds), read(out), read(err));
    }

    /** Waits for the end where standard output cannot be read. */
    int exitCode() {
        return exitCode(MOST_SECONDS);
    }

    private int exitCode(long seconds) {
        try {
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                    .as("ended within %s s; stderr: %s", seconds, err())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a process", e);
        }
        return process.exitValue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
