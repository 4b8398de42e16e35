package io.sluice.lake.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/** A store whose process dies at one of its requests: before it reaches the store, or before the answer comes back. */
public final class InterruptedStore implements ObjectStore {
    private final ObjectStore store;
    private final int dieAt;
    private final boolean reachesStore;
    private int requests;
    private boolean dead;

    /** What a dead process would have done next. */
    public static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Died() {
            super("the process is dead");
        }
    }

    /** @param dieAt at which request, from 1 */
    public InterruptedStore(ObjectStore store, int dieAt, boolean reachesStore) {
        this.store = store;
        this.dieAt = dieAt;
        this.reachesStore = reachesStore;
    }

    /** Whether it came to the request it should die at. */
    public synchronized boolean isDead() {
        return dead;
    }

    private synchronized <T> T request(Supplier<T> work) {
        if (dead) {
            throw new Died();
        }
        requests++;
        dead = requests == dieAt;
        if (!dead || reachesStore) {
            T answer = work.get();
            if (!dead) {
                return answer;
            }
        }
        throw new Died();
    }

    @Override
    public List<StoredObject> list(String folder) {
        return request(() -> store.list(folder));
    }

    @Override
    public long size(String path) {
        return request(() -> store.size(path));
    }

    @Override
    public Optional<byte[]> read(String path) {
        return request(() -> store.read(path));
    }

    @Override
    public boolean createIfAbsent(String path, byte[] bytes) {
        return request(() -> store.createIfAbsent(path, bytes));
    }

    @Override
    public void put(String path, byte[] bytes) {
        request(() -> {
            store.put(path, bytes);
            return null;
        });
    }

    @Override
    public OutputFile newFile(String path) {
        return request(() -> store.newFile(path));
    }

    @Override
    public InputFile open(String path) {
        return request(() -> store.open(path));
    }

    @Override
    public boolean move(String from, String to) {
        return request(() -> store.move(from, to));
    }

    @Override
    public void delete(String path) {
        request(() -> {
            store.delete(path);
            return null;
        });
    }

    @Override
    public void sync() {
        request(() -> {
            store.sync();
            return null;
        });
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
