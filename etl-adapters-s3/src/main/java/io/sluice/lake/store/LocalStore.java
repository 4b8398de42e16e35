package io.sluice.lake.store;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.OutputFile;

/**
 * A folder of a local or mounted file system.
 *
 * <p>Of the ways to create a file, only a hard link is atomic and complete at once: opening with {@code CREATE_NEW}
 * shows the file while it is written, and a rename either replaces what is there or checks first and races. So bytes go
 * to a temporary file, are synced, and get their name by a link. A file system without hard links is refused, unless
 * nobody else writes.
 */
public final class LocalStore implements ObjectStore {
    /** Another writer's clean-up may take a temporary file away between its making and its link; not this often. */
    private static final int MAX_ATTEMPTS = 100;

    /** Linux says of these that the operation is not permitted, as it says of much else. */
    private static final Set<String> WITHOUT_LINKS = Set.of("vfat", "msdos", "exfat");

    private final Path root;
    private final boolean singleWriter;

    /** Folders whose entries changed since they were last synced. */
    private final Set<Path> unsynced = new HashSet<>();

    /** Held while syncing, so that whoever waits for another's sync of its folder waits for the end of it. */
    private final Object syncing = new Object();

    /**
     * @param root made with the first object if it does not exist
     * @param singleWriter whether the caller vouches that nobody else writes here, so that hard links can be done
     *     without
     */
    public LocalStore(Path root, boolean singleWriter) {
        this.root = root.toAbsolutePath().normalize();
        this.singleWriter = singleWriter;
    }

    @Override
    public List<StoredObject> list(String folder) {
        Path start = resolve(folder);
        List<StoredObject> objects = new ArrayList<>();
        try {
            // A table may be a link to another disk.
            Set<FileVisitOption> links = Set.of(FileVisitOption.FOLLOW_LINKS);
            Files.walkFileTree(start, links, Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    objects.add(new StoredObject(relative(file), attributes.size()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    // Gone since its folder was read, or the folder asked for does not exist: not there. What a link
                    // to a folder above shows is listed already.
                    if (e instanceof NoSuchFileException || e instanceof FileSystemLoopException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw failed("list", start, e);
        }
        objects.sort(Comparator.comparing(StoredObject::path));
        return objects;
    }

    @Override
    public long size(String path) {
        Path file = resolve(path);
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            throw failed("look at", file, e);
        }
    }

    @Override
    public Optional<byte[]> read(String path) {
        Path file = resolve(path);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    @Override
    public boolean createIfAbsent(String path, byte[] bytes) {
        Path file = resolve(path);
        try {
            boolean created = !Files.exists(file) && link(file, bytes);
            syncFolder(file.getParent());
            sync();
            return created;
        } catch (IOException e) {
            throw failed("create", file, e);
        }
    }

    private boolean link(Path file, byte[] bytes) throws IOException {
        makeFolder(file.getParent());
        for (int attempt = 1; ; attempt++) {
            Path temporary = resolve(TEMPORARY_FOLDER).resolve(UUID.randomUUID() + ".tmp");
            try {
                writeSynced(temporary, bytes);
                return link(file, temporary);
            } catch (NoSuchFileException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private boolean link(Path file, Path temporary) throws IOException {
        try {
            Files.createLink(file, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (e instanceof FileSystemException failure
                    && !lacksHardLinks(failure, Files.getFileStore(temporary).type())) {
                throw failure;
            }
            return renameInstead(temporary, file, e);
        }
    }

    /**
     * Whether a link failed for want of such a thing, and not because a disk is full or broken, or the system forbids it:
     * then the same file system keeps writers apart again once that is mended.
     *
     * @param fileSystem its type, as the system names it
     */
    static boolean lacksHardLinks(FileSystemException failure, String fileSystem) {
        String reason = String.valueOf(failure.getReason()).toLowerCase(Locale.ROOT);
        return reason.contains("not supported")
                || reason.contains("not implemented")
                || reason.contains("not permitted") && WITHOUT_LINKS.contains(fileSystem);
    }

    private boolean renameInstead(Path temporary, Path file, Exception cause) throws IOException {
        if (!singleWriter) {
            throw new LakeUnavailableException(
                    "Cannot create " + file + " by a hard link (" + cause.getMessage()
                            + "). Two writers can only be kept"
                            + " apart on a file system with hard links: choose another lake.uri, or set"
                            + " lake.single-writer=true if nobody else writes to this lake",
                    cause);
        }
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    @Override
    public void put(String path, byte[] bytes) {
        Path file = resolve(path);
        try {
            makeFolder(file.getParent());
            for (int attempt = 1; !isReplaced(file, bytes); attempt++) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new NoSuchFileException(
                            file.toString(), null, "its temporary file was removed again and again");
                }
            }
        } catch (IOException e) {
            throw failed("put", file, e);
        }
    }

    /** False where another writer's clean-up took the temporary file away. */
    private boolean isReplaced(Path file, byte[] bytes) throws IOException {
        Path temporary = resolve(TEMPORARY_FOLDER).resolve(UUID.randomUUID() + ".tmp");
        makeFolder(temporary.getParent());
        Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public Hold hold(String path) {
        Path file = resolve(path);
        try {
            makeFolder(file.getParent());
        } catch (IOException e) {
            throw failed("make the folder of", file, e);
        }
        Optional<ProcessLock> lock = ProcessLock.take(file);
        return lock.isPresent() ? lock.get() : ObjectStore.super.hold(path);
    }

    @Override
    public boolean isAbandoned(String path) {
        return ProcessLock.isAbandoned(resolve(path));
    }

    private void writeSynced(Path file, byte[] bytes) throws IOException {
        makeFolder(file.getParent());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    @Override
    public OutputFile newFile(String path) {
        Path file = resolve(path);
        return new LocalFile(file, () -> {
            makeFolder(file.getParent());
            changed(file.getParent());
        });
    }

    @Override
    public InputFile open(String path) {
        Path file = resolve(path);
        if (!Files.isRegularFile(file)) {
            throw new DataGapException("Cannot open " + file + ": there is no such file");
        }
        return new NamedInputFile(file);
    }

    @Override
    public boolean move(String from, String to) {
        Path source = resolve(from);
        Path target = resolve(to);
        if (!Files.exists(source)) {
            return false;
        }
        try {
            makeFolder(target.getParent());
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failed("move " + source + " to", target, e);
        }
        changed(source.getParent());
        changed(target.getParent());
        return true;
    }

    @Override
    public void delete(String path) {
        Path file = resolve(path);
        try {
            if (Files.deleteIfExists(file)) {
                changed(file.getParent());
            }
        } catch (IOException e) {
            throw failed("delete", file, e);
        }
    }

    @Override
    public void sync() {
        synchronized (syncing) {
            for (Path folder : changedFolders()) {
                try {
                    syncFolder(folder);
                } catch (IOException e) {
                    changed(folder);
                    throw failed("sync", folder, e);
                }
            }
        }
    }

    private List<Path> changedFolders() {
        synchronized (unsynced) {
            List<Path> folders = new ArrayList<>(unsynced);
            unsynced.clear();
            return folders;
        }
    }

    private void changed(Path folder) {
        synchronized (unsynced) {
            unsynced.add(folder);
        }
    }

    private static void syncFolder(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException | UnsupportedOperationException e) {
            // Windows opens no folders; there the file system keeps names by itself.
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** Makes a folder with all above it; what had to be made is synced with the next {@link #sync()}. */
    private void makeFolder(Path folder) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        makeFolder(folder.getParent());
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        changed(folder.getParent());
    }

    private Path resolve(String path) {
        Path resolved = root.resolve(path).normalize();
        if (!resolved.startsWith(root)) {
            throw new IllegalArgumentException("Path " + path + " leads out of the lake " + root);
        }
        return resolved;
    }

    private String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static LakeUnavailableException failed(String action, Path path, IOException e) {
        return new LakeUnavailableException("Cannot " + action + " " + path + ": " + reason(e) + FailureHint.on(e), e);
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        String kind = e.getClass().getSimpleName();
        return reason == null ? kind : reason + " (" + kind + ")";
    }

    /** The library's messages name the file by its text. */
    private static final class NamedInputFile extends LocalInputFile {
        private final Path file;

        NamedInputFile(Path file) {
            super(file);
            this.file = file;
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
