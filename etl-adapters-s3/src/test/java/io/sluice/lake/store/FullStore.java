package io.sluice.lake.store;

import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A store with room for so many bytes; what is deleted makes no room again. */
public final class FullStore implements ObjectStore {
    private static final String FULL = "No space left on device";

    private final ObjectStore store;
    private final AtomicLong room;

    /** @param room bytes that can be written */
    public FullStore(ObjectStore store, long room) {
        this.store = store;
        this.room = new AtomicLong(room);
    }

    private void take(long bytes) throws IOException {
        if (room.addAndGet(-bytes) < 0) {
            throw new IOException(FULL);
        }
    }

    @Override
    public boolean createIfAbsent(String path, byte[] bytes) {
        reserve(path, bytes);
        return store.createIfAbsent(path, bytes);
    }

    @Override
    public void put(String path, byte[] bytes) {
        reserve(path, bytes);
        store.put(path, bytes);
    }

    private void reserve(String path, byte[] bytes) {
        try {
            take(bytes.length);
        } catch (IOException e) {
            throw new LakeUnavailableException("Cannot create " + path + ": " + FULL, e);
        }
    }

    @Override
    public OutputFile newFile(String path) {
        OutputFile file = store.newFile(path);
        return new OutputFile() {
            @Override
            public PositionOutputStream create(long blockSizeHint) throws IOException {
                return limited(file.create(blockSizeHint));
            }

            @Override
            public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
                return limited(file.createOrOverwrite(blockSizeHint));
            }

            @Override
            public boolean supportsBlockSize() {
                return false;
            }

            @Override
            public long defaultBlockSize() {
                return 0;
            }

            @Override
            public String getPath() {
                return path;
            }
        };
    }

    private PositionOutputStream limited(PositionOutputStream out) {
        return new PositionOutputStream() {
            @Override
            public long getPos() throws IOException {
                return out.getPos();
            }

            @Override
            public void write(int b) throws IOException {
                take(1);
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                take(length);
                out.write(bytes, start, length);
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    @Override
    public List<StoredObject> list(String folder) {
        return store.list(folder);
    }

    @Override
    public long size(String path) {
        return store.size(path);
    }

    @Override
    public Optional<byte[]> read(String path) {
        return store.read(path);
    }

    @Override
    public InputFile open(String path) {
        return store.open(path);
    }

    @Override
    public boolean move(String from, String to) {
        return store.move(from, to);
    }

    @Override
    public void delete(String path) {
        store.delete(path);
    }

    @Override
    public void sync() {
        store.sync();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
