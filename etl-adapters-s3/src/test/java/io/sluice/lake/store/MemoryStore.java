package io.sluice.lake.store;

import io.sluice.core.port.DataGapException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Objects in a map, for tests: as an object store behaves, and counts what it is asked. Safe for threads. */
public final class MemoryStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Upload upload = path -> {};
    private volatile Consumer<String> read = path -> {};
    private volatile String hidden = "";

    /** Is asked before the bytes of a new file arrive. */
    public interface Upload {
        /** May wait, or fail instead of the upload. */
        void of(String path) throws IOException;
    }

    /** From now on asks somebody before each upload. */
    public void beforeUploads(Upload whom) {
        upload = whom;
    }

    /** From now on tells somebody of each object that is to be read, before it is. */
    public void beforeReads(Consumer<String> whom) {
        read = whom;
    }

    /** How many times any method was called so far. */
    public int requests() {
        return requests.get();
    }

    /** From now on listings lack an object, as one made while it was created may. */
    public void hideFromListings(String path) {
        hidden = path;
    }

    /** Another store that holds the same. */
    public MemoryStore copy() {
        MemoryStore copy = new MemoryStore();
        copy.objects.putAll(objects);
        return copy;
    }

    @Override
    public List<StoredObject> list(String folder) {
        requests.incrementAndGet();
        List<StoredObject> found = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : objects.entrySet()) {
            boolean inFolder = folder.isEmpty() || entry.getKey().startsWith(folder + "/");
            if (inFolder && !entry.getKey().equals(hidden)) {
                found.add(new StoredObject(entry.getKey(), entry.getValue().length));
            }
        }
        return found;
    }

    @Override
    public long size(String path) {
        requests.incrementAndGet();
        byte[] bytes = objects.get(path);
        return bytes == null ? -1 : bytes.length;
    }

    @Override
    public Optional<byte[]> read(String path) {
        read.accept(path);
        requests.incrementAndGet();
        return Optional.ofNullable(objects.get(path)).map(byte[]::clone);
    }

    @Override
    public boolean createIfAbsent(String path, byte[] bytes) {
        requests.incrementAndGet();
        return objects.putIfAbsent(path, bytes.clone()) == null;
    }

    @Override
    public void put(String path, byte[] bytes) {
        requests.incrementAndGet();
        overwrite(path, bytes);
    }

    /** Puts an object there whatever was before: damage, for tests. */
    public void overwrite(String path, byte[] bytes) {
        objects.put(path, bytes.clone());
    }

    @Override
    public OutputFile newFile(String path) {
        requests.incrementAndGet();
        return new OutputFile() {
            @Override
            public PositionOutputStream create(long blockSizeHint) {
                return new Sink(path);
            }

            @Override
            public PositionOutputStream createOrOverwrite(long blockSizeHint) {
                return new Sink(path);
            }

            @Override
            public boolean supportsBlockSize() {
                return false;
            }

            @Override
            public long defaultBlockSize() {
                return 0;
            }
        };
    }

    private final class Sink extends PositionOutputStream {
        private final String path;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Sink(String path) {
            this.path = path;
            objects.put(path, new byte[0]);
        }

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] from, int start, int length) {
            bytes.write(from, start, length);
        }

        @Override
        public void close() throws IOException {
            upload.of(path);
            objects.put(path, bytes.toByteArray());
        }
    }

    @Override
    public InputFile open(String path) {
        requests.incrementAndGet();
        byte[] bytes = objects.get(path);
        if (bytes == null) {
            throw new DataGapException("Cannot open " + path + ": there is no such object");
        }
        return new BytesInputFile(bytes);
    }

    @Override
    public boolean move(String from, String to) {
        requests.incrementAndGet();
        byte[] bytes = objects.get(from);
        if (bytes == null) {
            return false;
        }
        objects.put(to, bytes);
        objects.remove(from);
        return true;
    }

    @Override
    public void delete(String path) {
        requests.incrementAndGet();
        objects.remove(path);
    }

    @Override
    public void sync() {}

    @Override
    public String toString() {
        return "memory:";
    }
}
