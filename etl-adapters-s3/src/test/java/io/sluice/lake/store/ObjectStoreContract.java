package io.sluice.lake.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.DataGapException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

/** What every store must do. {@link #store()} is called once per instance of a shared root: two calls, two writers. */
public abstract class ObjectStoreContract {
    private static final int WRITERS = 8;
    private static final int ROUNDS = 25;

    /** A store on the root of this test; every call gives another instance on the same root. */
    protected abstract ObjectStore store();

    @Test
    void readsWhatItCreated() {
        ObjectStore store = store();
        assertThat(store.createIfAbsent("a/b/c.json", bytes("hello"))).isTrue();
        assertThat(store.read("a/b/c.json"))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes("hello")));
        assertThat(store.size("a/b/c.json")).isEqualTo(5);
    }

    @Test
    void knowsNothingOfWhatIsNotThere() {
        ObjectStore store = store();
        assertThat(store.read("a/none")).isEmpty();
        assertThat(store.size("a/none")).isEqualTo(-1);
        assertThat(store.list("a")).isEmpty();
        assertThat(store.move("a/none", "a/other")).isFalse();
        store.delete("a/none");
        assertThatThrownBy(() -> store.open("a/none"))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("a/none");
    }

    @Test
    void createsNothingWhereSomethingIs() {
        ObjectStore store = store();
        store.createIfAbsent("x", bytes("first"));
        assertThat(store().createIfAbsent("x", bytes("second"))).isFalse();
        assertThat(store.read("x").orElseThrow()).isEqualTo(bytes("first"));
    }

    @Test
    void putsInPlaceOfWhatIsThere() {
        ObjectStore store = store();
        store.put("a/sign", bytes("first"));
        store().put("a/sign", bytes("second one"));
        assertThat(store.read("a/sign"))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes("second one")));
        assertThat(store.list("a")).extracting(StoredObject::path).containsExactly("a/sign");
        assertThat(store.list(ObjectStore.TEMPORARY_FOLDER)).isEmpty();
    }

    @Test
    void knowsOfNoProcessThatIsGoneWhileItLives() {
        ObjectStore store = store();
        assertThat(store.isAbandoned("a/none.lock")).isFalse();
        ObjectStore.Hold hold = store.hold("a/own.lock");
        assertThat(store.isAbandoned("a/own.lock")).isFalse();
        assertThat(store().isAbandoned("a/own.lock")).isFalse();
        hold.close();
        assertThat(store.list("a")).isEmpty();
        assertThat(store.isAbandoned("a/own.lock")).isFalse();
    }

    /** As a writer does that wakes up in the middle of publishing what another has published for it. */
    @Test
    void letsRacingWritersMoveTheSameObject() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < 10; round++) {
                String from = "staged/" + round;
                String to = "table/" + round;
                store().createIfAbsent(from, bytes("rows of round " + round));
                CyclicBarrier start = new CyclicBarrier(WRITERS);
                List<Future<Boolean>> moves = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    ObjectStore store = store();
                    Callable<Boolean> move = () -> {
                        start.await();
                        return store.move(from, to);
                    };
                    moves.add(threads.submit(move));
                }
                for (Future<Boolean> move : moves) {
                    move.get();
                }
                assertThat(store().read(to))
                        .hasValueSatisfying(read -> assertThat(read).startsWith(bytes("rows of round ")));
                assertThat(store().size(from)).isEqualTo(-1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void letsExactlyOneOfRacingWritersCreate() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                race(threads, "races/" + round);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store().list(ObjectStore.TEMPORARY_FOLDER)).isEmpty();
    }

    private void race(ExecutorService threads, String path) throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<Future<Boolean>> outcomes = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            byte[] own = bytes("writer " + i + " ".repeat(4096));
            ObjectStore store = store();
            Callable<Boolean> writer = () -> {
                start.await();
                boolean won = store.createIfAbsent(path, own);
                assertThat(store.read(path).orElseThrow()).hasSameSizeAs(own);
                return won && java.util.Arrays.equals(store.read(path).orElseThrow(), own);
            };
            outcomes.add(threads.submit(writer));
        }
        int winners = 0;
        for (Future<Boolean> outcome : outcomes) {
            winners += outcome.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void streamsObjects() throws IOException {
        ObjectStore store = store();
        byte[] content = new byte[300_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        try (PositionOutputStream out = store.newFile("s/stream.bin").create(0)) {
            out.write(content[0]);
            out.write(content, 1, 9);
            assertThat(out.getPos()).isEqualTo(10);
            out.write(content, 10, 200_000);
            out.write(content, 200_010, content.length - 200_010);
            assertThat(out.getPos()).isEqualTo(content.length);
        }
        assertThat(store.read("s/stream.bin").orElseThrow()).isEqualTo(content);
        assertThat(store.open("s/stream.bin").getLength()).isEqualTo(content.length);
        try (SeekableInputStream in = store.open("s/stream.bin").newStream()) {
            in.seek(1000);
            byte[] some = new byte[10];
            in.readFully(some);
            assertThat(some).isEqualTo(java.util.Arrays.copyOfRange(content, 1000, 1010));
        }
    }

    @Test
    void movesOnce() {
        ObjectStore store = store();
        store.createIfAbsent("staged/f", bytes("rows"));
        assertThat(store.move("staged/f", "t/year=2026/f.parquet")).isTrue();
        assertThat(store.move("staged/f", "t/year=2026/f.parquet")).isFalse();
        assertThat(store.size("staged/f")).isEqualTo(-1);
        assertThat(store.size("t/year=2026/f.parquet")).isEqualTo(4);
        store.sync();
    }

    @Test
    void listsAFolderAtAnyDepthInOrder() {
        ObjectStore store = store();
        store.createIfAbsent("t/b/2", bytes("22"));
        store.createIfAbsent("t/a", bytes("1"));
        store.createIfAbsent("tt/other", bytes("x"));
        assertThat(store.list("t")).containsExactly(new StoredObject("t/a", 1), new StoredObject("t/b/2", 2));
        store.delete("t/a");
        assertThat(store.list("t")).containsExactly(new StoredObject("t/b/2", 2));
        store.sync();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
