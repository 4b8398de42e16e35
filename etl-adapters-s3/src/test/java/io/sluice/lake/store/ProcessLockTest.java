package io.sluice.lake.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With processes that really die. */
@EnabledOnOs(OS.LINUX)
class ProcessLockTest {
    @TempDir
    Path folder;

    private Process other;

    /** Another process that holds a lock until it is killed. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            ProcessLock.take(Path.of(arguments[0])).orElseThrow();
            System.out.println("taken");
            System.in.read();
        }
    }

    private void startHolder(Path file) throws IOException {
        other = hold(file);
    }

    /** Starts a process that holds a lock until it is killed. */
    static Process hold(Path file) throws IOException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("taken");
        return other;
    }

    @AfterEach
    void kill() {
        if (other != null) {
            other.destroyForcibly();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(other.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void tellsADeadProcessFromOneThatLivesAndOneThatIsStopped() throws Exception {
        Path file = folder.resolve("writer.lock");
        startHolder(file);
        assertThat(ProcessLock.isAbandoned(file)).as("lives").isFalse();
        signal("STOP");
        assertThat(ProcessLock.isAbandoned(file)).as("is stopped").isFalse();
        signal("KILL");
        assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessLock.isAbandoned(file)).as("is dead").isTrue();
        assertThat(ProcessLock.isAbandoned(file)).as("still").isTrue();
    }

    /** A mounted folder may show locks of this machine only. */
    @Test
    void concludesNothingOnAnotherMachine() throws IOException {
        Path file = Files.writeString(folder.resolve("writer.lock"), "another kernel");
        assertThat(ProcessLock.isAbandoned(file)).isFalse();
        Path begun = Files.createFile(folder.resolve("begun.lock"));
        assertThat(ProcessLock.isAbandoned(begun)).isFalse();
        assertThat(ProcessLock.isAbandoned(folder.resolve("none.lock"))).isFalse();
    }

    /** Looking must not let go of the lock, as opening and closing the file would. */
    @Test
    void isStillHeldAfterItsOwnProcessLooked() throws Exception {
        Path file = folder.resolve("writer.lock");
        ProcessLock own = ProcessLock.take(file).orElseThrow();
        assertThat(ProcessLock.isAbandoned(file)).isFalse();
        Path sameFile = folder.resolve("../" + folder.getFileName() + "/writer.lock");
        assertThat(ProcessLock.isAbandoned(sameFile)).isFalse();
        assertThat(Files.readString(Path.of("/proc/locks")))
                .contains(" " + ProcessHandle.current().pid() + " ");
        own.close();
        assertThat(file).doesNotExist();
    }
}
