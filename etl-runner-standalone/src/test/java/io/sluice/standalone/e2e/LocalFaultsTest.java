package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.conformance.LakeTables;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lake on a file system of its own, small enough to fill and easy to make read-only. Mounting one takes root; without
 * it these are skipped, and {@code FullStoreTest} of the lake adapter stands for them.
 */
@Tag("e2e")
class LocalFaultsTest {
    @TempDir
    Path dir;

    private Path lake;

    @BeforeEach
    void mount() throws IOException {
        lake = Files.createDirectory(dir.resolve("lake"));
        assumeTrue(
                mounts("-t", "tmpfs", "-o", "size=400k", "tmpfs", lake.toString()),
                "no file system can be mounted here: that takes root");
    }

    @AfterEach
    void unmount() {
        runs("umount", lake.toString());
    }

    @Test
    void aFullDiskEndsTheRunAndTheNextGoesOn() {
        generate(20_000);

        Finished full = run();

        assertThat(full.exitCode()).as(full.err()).isEqualTo(74);
        assertThat(full.err())
                .containsPattern("Cannot \\w+ .*lake.*No space left on device")
                .contains("make room");
        Finished audit = sluice("audit", "--checksums", "--lake", lake.toString());
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(mounts("-o", "remount,size=64m", lake.toString())).isTrue();
        Finished rest = run();
        assertThat(rest.exitCode()).as(rest.err()).isZero();
        assertExactlyOnce();
    }

    @Test
    void aReadOnlyFolderEndsTheRunAndTheNextGoesOn() {
        generate(500);
        assertThat(mounts("-o", "remount,ro", lake.toString())).isTrue();

        Finished refused = run();

        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(74);
        assertThat(refused.err())
                .containsPattern("Cannot \\w+ .*lake.*Read-only file system")
                .contains("must be able to write");
        assertThat(mounts("-o", "remount,rw", lake.toString())).isTrue();
        Finished rest = run();
        assertThat(rest.exitCode()).as(rest.err()).isZero();
        assertExactlyOnce();
    }

    private void assertExactlyOnce() {
        Finished audit =
                sluice("audit", "--replay", "--checksums", "--set", "source.files=p0.ndjson", "--set", "lake.uri=lake");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        Finished elsewhere =
                sluice("run", "--set", "source.files=p0.ndjson", "--set", "lake.uri=sound", "--set", "http.port=off");
        assertThat(elsewhere.exitCode()).as(elsewhere.err()).isZero();
        PipelineSpec spec = PipelineSpec.builtIn();
        List<String> expected = new LakeTables(dir.resolve("sound")).events(spec.schema());
        assertThat(expected).isNotEmpty();
        assertThat(new LakeTables(lake).events(spec.schema())).isEqualTo(expected);
    }

    private void generate(int events) {
        Finished generated = sluice("produce", "--events", String.valueOf(events), "--seed", "5", "--out", "p0.ndjson");
        assertThat(generated.exitCode()).as(generated.err()).isZero();
    }

    /** With commits small enough that some fit. */
    private Finished run() {
        return sluice(
                "run",
                "--take-over",
                "--set",
                "source.files=p0.ndjson",
                "--set",
                "lake.uri=lake",
                "--set",
                "commit.bytes=64KB",
                "--set",
                "http.port=off");
    }

    private Finished sluice(String... arguments) {
        return SluiceProcess.run(dir, arguments);
    }

    private static boolean mounts(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "mount";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return runs(command);
    }

    private static boolean runs(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
