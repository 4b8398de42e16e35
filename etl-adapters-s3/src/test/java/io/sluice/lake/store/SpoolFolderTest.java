package io.sluice.lake.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SpoolFolderTest {
    @TempDir
    Path parent;

    @Test
    void isForItsUserOnlyAndStays() throws IOException {
        Path folder = SpoolFolder.in(parent.resolve("buffer"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(SpoolFolder.in(parent.resolve("buffer"))).isEqualTo(folder);
    }

    @Test
    void whatCannotBeRemovedIsLeft() throws Exception {
        Path killed = Files.createDirectories(parent.resolve("sluice-spool-killed/folder/in-it"));
        Process dying = ProcessLockTest.hold(killed.resolve("../../lock").normalize());
        dying.destroyForcibly();
        assertThat(dying.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(SpoolFolder.in(parent)).exists();
        assertThat(killed).exists();
    }

    @Test
    void removesWhatAKilledProcessLeftAndNothingElse() throws Exception {
        Path killed = Files.createDirectory(parent.resolve("sluice-spool-killed"));
        Path living = Files.createDirectory(parent.resolve("sluice-spool-living"));
        Path others = Files.createDirectory(parent.resolve("another-program"));
        Process dying = ProcessLockTest.hold(killed.resolve("lock"));
        Process staying = ProcessLockTest.hold(living.resolve("lock"));
        try {
            Files.writeString(killed.resolve("sluice-1.spool"), "rows");
            dying.destroyForcibly();
            assertThat(dying.waitFor(30, TimeUnit.SECONDS)).isTrue();

            SpoolFolder.in(parent);

            assertThat(killed).doesNotExist();
            assertThat(living).exists();
            assertThat(others).exists();
        } finally {
            staying.destroyForcibly();
        }
    }
}
