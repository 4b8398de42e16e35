package io.sluice.standalone.e2e;

import io.sluice.lake.Duck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader that knows nothing of commits: it looks at the tables over and over while somebody writes them, reads each
 * file when it appears, and keeps account. A file that is not whole, a record that is in two rows, a window that is
 * written twice and a file that is gone are told at once. Works in a thread of its own until it is closed.
 */
final class TableWatcher implements AutoCloseable {
    private static final String[] RECORD_TABLES = {"events", "late", "rejected"};
    private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A look at many files takes a while, and most of the time is to be left to whom it watches. */
    private static final int PAUSES_PER_LOOK = 4;

    private final Path lake;
    private final List<String> windowKey;
    private final Thread thread = new Thread(this::watch, "table-watcher");
    private final Duck duck = new Duck();
    private final Set<Path> known = new HashSet<>();
    private final Map<Integer, BitSet> offsets = new HashMap<>();
    private final Set<String> windows = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private long rows;
    private long looks;
    private volatile boolean closed;

    /**
     * @param lake the lake's folder
     * @param windowKey the columns that no two rows of {@code windows/} have in common
     */
    TableWatcher(Path lake, List<String> windowKey) {
        this.lake = lake;
        this.windowKey = List.copyOf(windowKey);
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!closed) {
            long begun = System.nanoTime();
            look();
            LockSupport.parkNanos(Math.max(LEAST_PAUSE_NANOS, PAUSES_PER_LOOK * (System.nanoTime() - begun)));
        }
    }

    private synchronized void look() {
        try {
            looks++;
            Set<Path> gone = new HashSet<>(known);
            for (String table : RECORD_TABLES) {
                for (Path file : files(table)) {
                    gone.remove(file);
                    if (known.add(file)) {
                        readRecords(file);
                    }
                }
            }
            for (Path file : files("windows")) {
                gone.remove(file);
                if (known.add(file)) {
                    readWindows(file);
                }
            }
            gone.forEach(file -> violations.add("gone: " + file));
            known.removeAll(gone);
        } catch (RuntimeException e) {
            violations.add("the tables cannot be read: " + e);
        }
    }

    private List<Path> files(String table) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(lake.resolve(table), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".parquet")) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + table, e);
        }
        return files;
    }

    private void readRecords(Path file) {
        for (String row : read(file, "source_partition, source_offset")) {
            int bar = row.indexOf('|');
            int partition = Integer.parseInt(row.substring(0, bar));
            int offset = Integer.parseInt(row.substring(bar + 1));
            BitSet seen = offsets.computeIfAbsent(partition, any -> new BitSet());
            if (seen.get(offset)) {
                violations.add("source partition " + partition + " offset " + offset + " once more in " + file);
            }
            seen.set(offset);
            rows++;
        }
    }

    private void readWindows(Path file) {
        for (String row : read(file, "epoch_us(window_start), " + String.join(", ", windowKey))) {
            if (!windows.add(row)) {
                violations.add("window " + row + " once more in " + file);
            }
        }
    }

    private List<String> read(Path file, String columns) {
        try {
            return duck.rows("SELECT " + columns + " FROM read_parquet('" + file + "', hive_partitioning = false)");
        } catch (IllegalStateException e) {
            violations.add("not a whole file: " + file + " (" + e.getCause().getMessage() + ")");
            return List.of();
        }
    }

    /** Looks once more, and says what was wrong; nothing where all is well. */
    synchronized List<String> violations() {
        look();
        return List.copyOf(violations);
    }

    /** Rows of {@code events/}, {@code late/} and {@code rejected/} seen, all of different records. */
    synchronized long rows() {
        return rows;
    }

    /** How often it looked. */
    synchronized long looks() {
        return looks;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        duck.close();
    }
}
