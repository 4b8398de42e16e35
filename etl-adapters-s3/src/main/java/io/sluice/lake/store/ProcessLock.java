package io.sluice.lake.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is locked for as long as its process lives: the operating system lets go of it however the process ends, and
 * does not while it is merely stopped. Whoever finds it unlocked knows that the process is gone.
 *
 * <p>That holds on one machine only, since mounted file systems differ in what they make of locks. So the file names the
 * machine, by the id of its running kernel, which containers share, and on any other machine nothing is concluded. Where
 * the kernel has no such id, or the file system no locks, there is none.
 */
final class ProcessLock implements ObjectStore.Hold {
    private static final Path KERNEL_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String MACHINE = machine();

    /** Those of this process: opening and closing such a file once more would let go of its lock (POSIX). */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    private static String machine() {
        try {
            return Files.readString(KERNEL_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Makes the file, which must not exist, in a folder that does.
     *
     * @return nothing where locks prove nothing
     */
    static Optional<ProcessLock> take(Path file) {
        if (MACHINE.isEmpty()) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            ProcessLock lock = new ProcessLock(file.toRealPath(), channel);
            OWN.add(lock.file);
            if (lock.isTaken()) {
                return Optional.of(lock);
            }
            lock.close();
        } catch (IOException e) {
            // Without it others wait for this process a little longer, no more.
        }
        return Optional.empty();
    }

    /** The machine is named once the lock is held: whoever comes between finds a file that says nothing yet. */
    private boolean isTaken() {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return false;
            }
            channel.write(ByteBuffer.wrap(MACHINE.getBytes(StandardCharsets.UTF_8)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the process that took this file is known to be gone. */
    static boolean isAbandoned(Path file) {
        if (MACHINE.isEmpty()) {
            return false;
        }
        try {
            if (OWN.contains(file.toRealPath()) || !Files.readString(file).equals(MACHINE)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                return channel.tryLock() != null;
            }
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The lock ends with the channel, and the file is removed by the next start.
        } finally {
            OWN.remove(file);
        }
    }
}
