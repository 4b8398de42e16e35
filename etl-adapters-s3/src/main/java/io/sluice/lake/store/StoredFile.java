package io.sluice.lake.store;

import io.sluice.core.port.NamedFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
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
            try {
                Files.write(local, content);
            } catch (FileSystemException e) {
                String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
                throw new IOException("Cannot write " + local + ": " + reason, e);
            } catch (IOException e) {
                throw new IOException("Cannot write " + local + ": " + e.getMessage(), e);
            }
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
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot use the file " + name + ": " + e.getMessage(), e);
        }
    }

    private ObjectStore folder() throws IOException {
        try {
            return new StoreLocation(name.substring(0, name.lastIndexOf('/')), hadoop, true).open();
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot use the file " + name + ": " + e.getMessage(), e);
        }
    }

    private String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
