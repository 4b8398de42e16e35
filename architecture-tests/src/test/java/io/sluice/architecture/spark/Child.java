package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of its own, whose output goes to a file. */
final class Child implements AutoCloseable {
    private static final long MOST_SECONDS = 900;

    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Child start(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "child-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("SPARK_"));
            builder.environment().putAll(environment);
            return new Child(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Process process() {
        return process;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + output, e);
        }
    }

    /** SIGKILL: nothing of the process runs after this. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM: asks for an end, and waits for a good one. */
    void terminate() {
        process.destroy();
        succeed();
    }

    int exitCode() {
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("ended within %s s: %s", MOST_SECONDS, output())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a process", e);
        }
        return process.exitValue();
    }

    /** Waits for the end, which must be a good one. */
    void succeed() {
        assertThat(exitCode()).as(output()).isZero();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
