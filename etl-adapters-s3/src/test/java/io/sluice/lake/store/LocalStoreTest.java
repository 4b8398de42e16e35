package io.sluice.lake.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Else a full or failing disk would have a user switch off what keeps two writers apart. */
    @ParameterizedTest
    @CsvSource({
        "No space left on device, ext4, false",
        "Input/output error, ext4, false",
        "Operation not permitted, ext4, false",
        "Permission denied, vfat, false",
        "Too many links, ext4, false",
        "Operation not permitted, vfat, true",
        "Operation not supported, fuse, true",
        "Function not implemented, fuse, true"
    })
    void takesOnlyAFileSystemWithoutLinksForOne(String reason, String type, boolean lacks) {
        FileSystemException failure = new FileSystemException("record.json", "temporary", reason);
        assertThat(LocalStore.lacksHardLinks(failure, type)).isEqualTo(lacks);
    }

    @Test
    void listsWhatStandsBehindALink() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("disk/events/hour=07"));
        Files.writeString(elsewhere.resolve("a.parquet"), "rows");
        Files.createDirectories(folder.resolve("lake"));
        Files.createSymbolicLink(folder.resolve("lake/events"), folder.resolve("disk/events"));
        Files.createSymbolicLink(elsewhere.resolve("up"), folder.resolve("disk/events"));
        assertThat(store().list("events")).extracting(StoredObject::path).containsExactly("events/hour=07/a.parquet");
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
