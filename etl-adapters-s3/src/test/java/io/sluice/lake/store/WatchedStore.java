package io.sluice.lake.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/** A store beside which something happens, right before one of its requests. */
public final class WatchedStore implements ObjectStore {
    private final ObjectStore store;
    private final int at;
    private final Runnable event;
    private final AtomicInteger requests = new AtomicInteger();

    /** @param at before which request it happens, from 1 */
    public WatchedStore(ObjectStore store, int at, Runnable event) {
        this.store = store;
        this.at = at;
        this.event = event;
    }

    /** Whether it came to that request. */
    public boolean happened() {
        return requests.get() >= at;
    }

    private ObjectStore request() {
        if (requests.incrementAndGet() == at) {
            event.run();
        }
        return store;
    }

    @Override
    public List<StoredObject> list(String folder) {
        return request().list(folder);
    }

    @Override
    public long size(String path) {
        return request().size(path);
    }

    @Override
    public Optional<byte[]> read(String path) {
        return request().read(path);
    }

    @Override
    public boolean createIfAbsent(String path, byte[] bytes) {
        return request().createIfAbsent(path, bytes);
    }

    @Override
    public void put(String path, byte[] bytes) {
        request().put(path, bytes);
    }

    @Override
    public OutputFile newFile(String path) {
        return request().newFile(path);
    }

    @Override
    public InputFile open(String path) {
        return request().open(path);
    }

    @Override
    public boolean move(String from, String to) {
        return request().move(from, to);
    }

    @Override
    public void delete(String path) {
        request().delete(path);
    }

    @Override
    public void sync() {
        request().sync();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
