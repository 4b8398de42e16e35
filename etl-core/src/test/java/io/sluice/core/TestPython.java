package io.sluice.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Python that {@code scripts/install-test-tools} sets up, for tests that hold files of ours against readers and
 * writers of that world. A test whose packages are not there is skipped, and says which.
 */
public final class TestPython {
    private static final long MOST_SECONDS = 300;

    private final Path python;

    private TestPython(Path python) {
        this.python = python;
    }

    /**
     * A Python with these modules; the test is skipped where there is none.
     *
     * @param modules as they are imported, such as {@code confluent_kafka}
     */
    public static TestPython with(String... modules) throws IOException, InterruptedException {
        Path python = location();
        assumeTrue(Files.isExecutable(python), "no Python with test packages: scripts/install-test-tools");
        TestPython found = new TestPython(python);
        for (String module : modules) {
            Process check = found.start(List.of("-c", "import " + module));
            check.getInputStream().readAllBytes();
            assumeTrue(check.waitFor() == 0, "Python package " + module + " is not there: scripts/install-test-tools");
        }
        return found;
    }

    /** Where the script puts it: {@code $SLUICE_TEST_PYTHON}, or a folder of the user's cache. */
    private static Path location() {
        String named = System.getenv("SLUICE_TEST_PYTHON");
        if (named != null) {
            return Path.of(named);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return folder.resolve("sluice/test-python/bin/python");
    }

    /** Runs a script to its end and gives what it wrote to standard output and error. */
    public String run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("Python script " + script + " failed: " + output);
        }
        return output;
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
