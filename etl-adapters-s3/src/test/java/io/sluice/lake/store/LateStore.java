package io.sluice.lake.store;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A store one of whose writing requests gets lost on its way and arrives much later, while the process that sent it is
 * dead by then. As in object stores a file is one request, sent when it is closed, and a move is two: a copy and a delete.
 * Safe for threads.
 */
public final class LateStore implements ObjectStore {
    private final ObjectStore store;
    private final int lateAt;
    private int requests;
    private Runnable late;

    /** @param lateAt which writing request is late, from 1 */
    public LateStore(ObjectStore store, int lateAt) {
        this.store = store;
        this.lateAt = lateAt;
    }

    /** Whether it came to the request that is late. */
    public synchronized boolean isLate() {
        return late != null;
    }

    /** The request arrives. */
    public void land() {
        late.run();
    }

    private synchronized void requireAlive() {
        if (late != null) {
            throw new InterruptedStore.Died();
        }
    }

    private <T> T write(Supplier<T> request) {
        synchronized (this) {
            requireAlive();
            if (++requests == lateAt) {
                late = request::get;
                throw new InterruptedStore.Died();
            }
        }
        return request.get();
    }

    private void writeOnly(Runnable request) {
        write(() -> {
            request.run();
            return null;
        });
    }

    @Override
    public boolean createIfAbsent(String path, byte[] bytes) {
        return write(() -> store.createIfAbsent(path, bytes));
    }

    @Override
    public void put(String path, byte[] bytes) {
        writeOnly(() -> store.put(path, bytes));
    }

    @Override
    public void delete(String path) {
        writeOnly(() -> store.delete(path));
    }

    @Override
    public boolean move(String from, String to) {
        boolean copied = write(() -> {
            Optional<byte[]> bytes = store.read(from);
            bytes.ifPresent(there -> store.put(to, there));
            return bytes.isPresent();
        });
        if (copied) {
            delete(from);
        }
        return copied;
    }

    @Override
    public OutputFile newFile(String path) {
        requireAlive();
        return new OutputFile() {
            @Override
            public PositionOutputStream create(long blockSizeHint) {
                return new Upload(path);
            }

            @Override
            public PositionOutputStream createOrOverwrite(long blockSizeHint) {
                return new Upload(path);
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

    private final class Upload extends PositionOutputStream {
        private final String path;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        Upload(String path) {
            this.path = path;
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
        public void close() {
            if (!closed) {
                closed = true;
                put(path, bytes.toByteArray());
            }
        }
    }

    @Override
    public List<StoredObject> list(String folder) {
        requireAlive();
        return store.list(folder);
    }

    @Override
    public long size(String path) {
        requireAlive();
        return store.size(path);
    }

    @Override
    public Optional<byte[]> read(String path) {
        requireAlive();
        return store.read(path);
    }

    @Override
    public InputFile open(String path) {
        requireAlive();
        return store.open(path);
    }

    @Override
    public void sync() {
        requireAlive();
        store.sync();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
