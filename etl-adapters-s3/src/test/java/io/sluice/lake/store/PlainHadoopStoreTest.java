package io.sluice.lake.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.LakeUnavailableException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Hadoop file system without conditional creation. */
@Tag("integration")
class PlainHadoopStoreTest {
    @TempDir
    Path folder;

    private ObjectStore store(boolean singleWriter) {
        return HadoopStore.open(folder.toUri(), Map.of(), singleWriter);
    }

    @Test
    void isRefused() {
        assertThatThrownBy(() -> store(false).createIfAbsent("a/record.json", bytes("1")))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContainingAll("cannot keep two writers apart", "lake.single-writer=true");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void willDoForASingleWriter() {
        ObjectStore store = store(true);
        assertThat(store.createIfAbsent("a/record.json", bytes("1"))).isTrue();
        assertThat(store.createIfAbsent("a/record.json", bytes("2"))).isFalse();
        assertThat(store.read("a/record.json").orElseThrow()).isEqualTo(bytes("1"));
        assertThat(store.move("a/record.json", "b/year=2026/record.json")).isTrue();
        assertThat(store.move("a/record.json", "b/year=2026/record.json")).isFalse();
        assertThat(store.list("")).containsExactly(new StoredObject("b/year=2026/record.json", 1));
    }

    @Test
    void refusesASchemeNobodyKnows() {
        assertThatThrownBy(() -> HadoopStore.open(URI.create("s9://bucket/lake"), Map.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("s9://bucket/lake", "s3a://bucket/prefix");
    }

    @Test
    void refusesPathsThatLeadOut() {
        assertThatThrownBy(() -> store(true).size("../other")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
