package io.sluice.lake;

import io.sluice.core.port.Table;
import io.sluice.core.window.WindowSpec;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An independent reader beside whoever writes: DuckDB takes the tables with a plain glob, again and again, and knows
 * nothing of commit records. Every look must find whole files only, no offset twice in {@code events/}, {@code late/} and
 * {@code rejected/} together, no window twice, and everything that an earlier look found. {@link #finish} says what was
 * seen.
 *
 * <p>Looks are made by a thread of its own, with a pause as long as the look before took, so that the reader never takes
 * more than half of a core from those it watches.
 */
public final class PollingReader implements AutoCloseable {
    private static final long SHORTEST_PAUSE_MILLIS = 20;
    private static final int MAX_VIOLATIONS = 20;
    private static final List<Table> ROW_TABLES = List.of(Table.EVENTS, Table.LATE, Table.REJECTED);

    private final Path tables;
    private final Copies copies;
    private final String windowKey;
    private final boolean swaps;
    private final Duck duck = new Duck();
    private final List<String> violations = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;
    private int looks;

    /**
     * What was seen.
     *
     * @param looks how often the tables were read
     * @param rows of {@code events/}, {@code late/} and {@code rejected/} at the end
     * @param violations what must never be seen, in words; empty where all is well
     */
    public record Report(int looks, long rows, List<String> violations) {}

    private PollingReader(Path tables, Copies copies, WindowSpec windows, boolean swaps) {
        this.tables = tables;
        this.copies = copies;
        this.swaps = swaps;
        windowKey = Stream.concat(
                        Stream.of("epoch_us(window_start)"),
                        windows.by().stream().map(field -> '"' + WindowSpec.columnName(field) + '"'))
                .collect(Collectors.joining(" || '/' || "));
        duck.run("CREATE TABLE seen (kind VARCHAR, key VARCHAR)");
        thread = new Thread(this::poll, "polling-reader");
        thread.setDaemon(true);
    }

    /**
     * Begins to read the tables in a folder.
     *
     * @param swaps whether a compaction may take rows away for an instant, as long as they are there in the end
     */
    public static PollingReader start(Path lake, WindowSpec windows, boolean swaps) {
        return started(new PollingReader(lake, null, windows, swaps));
    }

    /** Begins to read the tables in a store, through copies that are made of whatever it lists. */
    public static PollingReader start(ObjectStore store, Path copies, WindowSpec windows, boolean swaps) {
        return started(new PollingReader(copies, new Copies(store, copies), windows, swaps));
    }

    private static PollingReader started(PollingReader reader) {
        reader.thread.start();
        return reader;
    }

    private void poll() {
        while (!stopping) {
            long begun = System.nanoTime();
            lookGuarded(!swaps);
            long took = System.nanoTime() - begun;
            LockSupport.parkNanos(Math.max(took, TimeUnit.MILLISECONDS.toNanos(SHORTEST_PAUSE_MILLIS)));
        }
    }

    private void lookGuarded(boolean strict) {
        try {
            look(strict);
            looks++;
        } catch (RuntimeException failure) {
            // A file may go between the glob and its reading where a compaction swaps files, and only there.
            if (strict) {
                violated("a table cannot be read: " + failure.getMessage() + ", because " + failure.getCause());
            }
        }
    }

    private void look(boolean strict) {
        if (copies != null) {
            copies.refresh(strict);
        }
        List<String> selects = new ArrayList<>();
        for (Table table : ROW_TABLES) {
            addSelect(selects, table, "'row'", "source_partition || ':' || source_offset");
        }
        addSelect(selects, Table.WINDOWS, "'window'", windowKey);
        if (selects.isEmpty()) {
            return;
        }
        duck.run("CREATE OR REPLACE TABLE now AS " + String.join(" UNION ALL ", selects));
        report("seen twice", "SELECT kind, key, count(*) FROM now GROUP BY ALL HAVING count(*) > 1 LIMIT 5");
        if (strict) {
            report("vanished", "SELECT * FROM (SELECT * FROM seen EXCEPT SELECT * FROM now) LIMIT 5");
        }
        duck.run("CREATE OR REPLACE TABLE seen AS SELECT * FROM now UNION SELECT * FROM seen");
    }

    private void addSelect(List<String> selects, Table table, String kind, String key) {
        Path folder = tables.resolve(table.folder());
        if (hasFiles(folder)) {
            selects.add("SELECT " + kind + " AS kind, " + key + " AS key FROM read_parquet('" + folder
                    + "/**/*.parquet', hive_partitioning = false, union_by_name = true)");
        }
    }

    private static boolean hasFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".parquet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(String what, String query) {
        for (String row : duck.rows(query)) {
            violated(what + ": " + row);
        }
    }

    private void violated(String what) {
        synchronized (violations) {
            if (violations.size() < MAX_VIOLATIONS) {
                violations.add("look " + (looks + 1) + ": " + what);
            }
        }
    }

    /** Ends the thread, looks a last time, and says what was seen. Nothing may be missing any more then. */
    public Report finish() {
        join();
        lookGuarded(true);
        long rows = Long.parseLong(
                duck.rows("SELECT count(*) FROM seen WHERE kind = 'row'").get(0));
        synchronized (violations) {
            return new Report(looks, rows, List.copyOf(violations));
        }
    }

    private void join() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a look to end", e);
        }
    }

    @Override
    public void close() {
        join();
        duck.close();
    }

    /** The data files of a store in a folder: each is copied once, and leaves when the store no longer lists it. */
    private static final class Copies {
        private final ObjectStore store;
        private final Path folder;
        private final Set<String> copied = new HashSet<>();

        Copies(ObjectStore store, Path folder) {
            this.store = store;
            this.folder = folder;
        }

        /** @param strict whether what is listed must be there when it is read */
        void refresh(boolean strict) {
            Set<String> listed = new TreeSet<>();
            for (Table table : Table.values()) {
                for (StoredObject object : store.list(table.folder())) {
                    if (object.path().endsWith(".parquet")) {
                        listed.add(object.path());
                    }
                }
            }
            try {
                for (String path : Set.copyOf(copied)) {
                    if (!listed.contains(path)) {
                        Files.delete(folder.resolve(path));
                        copied.remove(path);
                    }
                }
                for (String path : listed) {
                    copy(path, strict);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void copy(String path, boolean strict) throws IOException {
            if (copied.contains(path)) {
                return;
            }
            Optional<byte[]> bytes = store.read(path);
            if (bytes.isEmpty()) {
                if (strict) {
                    throw new IllegalStateException(path + " was listed and could not be read");
                }
                return;
            }
            Path target = folder.resolve(path);
            Files.createDirectories(target.getParent());
            Files.write(target, bytes.get());
            copied.add(path);
        }
    }
}
