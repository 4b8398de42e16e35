package io.sluice.lake.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends ObjectStoreContract {
    @TempDir
    Path folder;

    @Override
    protected ObjectStore store() {
        return new LocalStore(folder.resolve("lake"), false);
    }

    @Test
    void refusesAFileSystemWithoutHardLinks() throws IOException {
        try (FileSystem zip = zipFileSystem()) {
            LocalStore store = new LocalStore(zip.getPath("/lake"), false);
            assertThatThrownBy(() -> store.createIfAbsent("a/record.json", bytes("1")))
                    .isInstanceOf(LakeUnavailableException.class)
                    .hasMessageContaining("hard link")
                    .hasMessageContaining("lake.single-writer=true");
            assertThat(store.list("")).isEmpty();
        }
    }

    @Test
    void doesWithoutHardLinksForASingleWriter() throws IOException {
        try (FileSystem zip = zipFileSystem()) {
            LocalStore store = new LocalStore(zip.getPath("/lake"), true);
            assertThat(store.createIfAbsent("a/record.json", bytes("1"))).isTrue();
            assertThat(store.createIfAbsent("a/record.json", bytes("2"))).isFalse();
            assertThat(store.read("a/record.json").orElseThrow()).isEqualTo(bytes("1"));
        }
    }

    private FileSystem zipFileSystem() throws IOException {
        return FileSystems.newFileSystem(folder.resolve("no-links.zip"), Map.of("create", "true"));
    }

    /** Whoever takes a lake over sweeps the temporary folder, also while a writer creates a record. */
    @Test
    void createsThoughSomebodyDeletesItsTemporaryFiles() throws Exception {
        ObjectStore store = store();
        AtomicBoolean done = new AtomicBoolean();
        // Fewer than the attempts of one creation, since all of them may meet the same one.
        AtomicInteger left = new AtomicInteger(50);
        Thread sweeper = new Thread(() -> {
            ObjectStore other = store();
            while (!done.get() && left.get() > 0) {
                for (StoredObject object : other.list(ObjectStore.TEMPORARY_FOLDER)) {
                    if (left.getAndDecrement() > 0) {
                        other.delete(object.path());
                    }
                }
            }
        });
        sweeper.start();
        try {
            for (int i = 0; i < 30; i++) {
                assertThat(store.createIfAbsent("r/" + i, bytes("record " + i))).isTrue();
                assertThat(store.read("r/" + i).orElseThrow()).isEqualTo(bytes("record " + i));
            }
        } finally {
            done.set(true);
            sweeper.join();
        }
        assertThat(left).as("files it did not delete").hasValueLessThan(50);
    }

    @Test
    void namesPathAndReasonWhenAFolderCannotBeMade() throws IOException {
        Files.writeString(folder.resolve("lake"), "a file in the way");
        assertThatThrownBy(() -> store().createIfAbsent("a/record.json", bytes("1")))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContaining(folder.resolve("lake/a/record.json").toString());
    }

    @Test
    void refusesPathsThatLeadOut() {
        assertThatThrownBy(() -> store().size("../other")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
