package io.sluice.lake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class CreationProbeTest {
    /** Objects in a map; how one is created is for the test to say. */
    private abstract static class Objects implements CreationProbe.Target {
        final Map<String, byte[]> objects = new ConcurrentHashMap<>();

        @Override
        public byte[] read(String name) throws IOException {
            byte[] found = objects.get(name);
            if (found == null) {
                throw new FileNotFoundException(name);
            }
            return found;
        }

        @Override
        public void delete(String name) {
            objects.remove(name);
        }
    }

    @Test
    void trustsAStoreThatLetsOneWin() throws IOException {
        Objects atomic = new Objects() {
            @Override
            public boolean create(String name, byte[] bytes) {
                return objects.putIfAbsent(name, bytes) == null;
            }
        };
        assertThat(CreationProbe.isAtomic(atomic, "probe")).isTrue();
        assertThat(atomic.objects).isEmpty();
    }

    @Test
    void doesNotBlameTheStoreForALostAnswer() throws IOException {
        Objects silent = new Objects() {
            @Override
            public boolean create(String name, byte[] bytes) {
                objects.putIfAbsent(name, bytes);
                return false;
            }
        };
        assertThat(CreationProbe.isAtomic(silent, "probe")).isTrue();
    }

    /** Sound as long as writers come one after the other. */
    @Test
    void seesThroughAStoreThatLooksFirst() throws IOException {
        CyclicBarrier looked = new CyclicBarrier(2);
        Objects racy = new Objects() {
            @Override
            public boolean create(String name, byte[] bytes) throws IOException {
                boolean absent = !objects.containsKey(name);
                meet(looked);
                objects.put(name, bytes);
                return absent;
            }
        };
        assertThat(CreationProbe.isAtomic(racy, "probe")).isFalse();
        assertThat(racy.objects).isEmpty();
    }

    private static void meet(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void seesThroughAStoreThatIgnoresTheCondition() throws IOException {
        Objects careless = new Objects() {
            @Override
            public boolean create(String name, byte[] bytes) {
                objects.put(name, bytes);
                return true;
            }
        };
        assertThat(CreationProbe.isAtomic(careless, "probe")).isFalse();
    }

    @Test
    void doesNotTrustAStoreThatKeepsNothing() throws IOException {
        Objects forgetful = new Objects() {
            @Override
            public boolean create(String name, byte[] bytes) {
                return false;
            }
        };
        assertThat(CreationProbe.isAtomic(forgetful, "probe")).isFalse();
    }

    @Test
    void passesOnWhatTheStoreFailedOf() {
        Objects failing = new Objects() {
            @Override
            public boolean create(String name, byte[] bytes) throws IOException {
                throw new IOException("no network");
            }
        };
        assertThatThrownBy(() -> CreationProbe.isAtomic(failing, "probe"))
                .isInstanceOf(IOException.class)
                .hasMessage("no network");
    }
}
