package io.sluice.lake.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folder in which this process keeps files until they are uploaded: readable by its user only, of a name that did
 * not exist before, and locked for as long as the process lives. What processes that were killed left is removed by the
 * next one that keeps files in the same place.
 */
final class SpoolFolder {
    private static final String PREFIX = "sluice-spool-";
    private static final String LOCK = "lock";
    private static final Map<Path, Held> BY_PARENT = new HashMap<>();

    /** The lock is held with it: one that nothing refers to is let go of. */
    private record Held(Path folder, Optional<ProcessLock> lock) {}

    private SpoolFolder() {}

    /** The folder of this process in another one, which is made if need be. */
    static synchronized Path in(Path parent) throws IOException {
        Held known = BY_PARENT.get(parent);
        if (known != null && Files.isDirectory(known.folder)) {
            return known.folder;
        }
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, PREFIX);
        folder.toFile().deleteOnExit();
        BY_PARENT.put(parent, new Held(folder, ProcessLock.take(folder.resolve(LOCK))));
        folder.resolve(LOCK).toFile().deleteOnExit();
        removeAbandoned(parent, Files.getOwner(folder));
        return folder;
    }

    /** Files of other users are not touched, even under such a name. */
    private static void removeAbandoned(Path parent, UserPrincipal user) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                try {
                    boolean own = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                            && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user);
                    if (own && ProcessLock.isAbandoned(folder.resolve(LOCK))) {
                        remove(folder);
                    }
                } catch (IOException e) {
                    // Another process removes it at the same time, or the next one will.
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
