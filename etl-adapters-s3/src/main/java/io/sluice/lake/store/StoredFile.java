package io.sluice.lake.store;

import io.sluice.core.port.NamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file on this machine, or wherever Hadoop reaches.
 *
 * @param name a path or a URI
 * @param hadoop properties for Hadoop
 */
public record StoredFile(String name, Map<String, String> hadoop) implements NamedFile {
    @Override
    public byte[] read() throws IOException {
        Path local = local();
        if (local != null) {
            return Files.readAllBytes(local);
        }
        return folder().read(fileName()).orElseThrow(() -> new NoSuchFileException(name));
    }

    @Override
    public void write(byte[] content) throws IOException {
        Path local = local();
        if (local != null) {
            Files.write(local, content);
        } else {
            folder().put(fileName(), content);
        }
    }

    @Override
    public void requirePlace() throws IOException {
        Path local = local();
        if (local == null) {
            folder();
            return;
        }
        if (Files.isDirectory(local)) {
            throw new IOException("Cannot write the answer to " + local + ", which is a folder; name a file");
        }
        if (!Files.isDirectory(local.getParent())) {
            throw new IOException("Cannot write the answer to " + local + ": there is no folder " + local.getParent());
        }
    }

    /** Null where it is not on this machine. */
    private Path local() throws IOException {
        try {
            StoreLocation location = new StoreLocation(name, hadoop, true);
            return location.isLocal() ? location.folder() : null;
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private ObjectStore folder() {
        return new StoreLocation(name.substring(0, name.lastIndexOf('/')), hadoop, true).open();
    }

    private String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
