package io.sluice.lake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ObjectStoresTest {
    @Test
    void takesPathsAndFileUris() {
        assertThat(ObjectStores.open("/data/lake", false)).hasToString("/data/lake");
        assertThat(ObjectStores.open("file:///data/lake", false)).hasToString("/data/lake");
        assertThat(ObjectStores.open("file:/data/the%20lake/", false)).hasToString("/data/the lake");
        assertThat(ObjectStores.open("./lake", false))
                .hasToString(Path.of("lake").toAbsolutePath().toString());
    }

    @Test
    void refusesWhatItCannotOpen() {
        assertThatThrownBy(() -> ObjectStores.open("gopher://host/lake", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("lake.uri", "gopher", "file:///");
        assertThatThrownBy(() -> ObjectStores.open("file://host/lake", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file://host/lake");
        assertThatThrownBy(() -> ObjectStores.open(" ", false)).isInstanceOf(IllegalArgumentException.class);
    }
}
