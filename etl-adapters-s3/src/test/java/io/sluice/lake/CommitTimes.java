package io.sluice.lake;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.StagedCommit;
import io.sluice.lake.store.FaultyS3;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long commits of many files take on a store that is far away, and a start behind many commits: an S3 server in this process behind a proxy that lets
 * every request wait. See {@code scripts/bench-s3}.
 */
final class CommitTimes {
    private static final int RECORDS_PER_FILE = 4;

    private CommitTimes() {}

    /**
     * Makes commits and says of each how long it took until its files were uploaded, and from then until they were
     * published; then of a start behind others, whose events all still matter.
     *
     * @param folder where the server keeps its objects
     * @param delay of every request
     * @param files of each commit
     * @param needed commits of one file before the start, made without any delay
     */
    static void run(Path folder, Duration delay, int files, int commits, int needed, PrintStream out) {
        try (S3Server server = S3Server.start(folder);
                FaultyS3 proxy = FaultyS3.before(server)) {
            AtomicInteger requests = new AtomicInteger();
            proxy.watch(head -> requests.incrementAndGet());
            ObjectStore store = HadoopStore.open(S3Server.newRoot(), proxy.properties(), false);
            try (ParquetLake lake = new ParquetLake(Deliveries.config(store))) {
                lake.open(Deliveries.request());
                proxy.delay(delay);
                for (int commit = 0; commit < commits; commit++) {
                    requests.set(0);
                    long from = (long) commit * files * RECORDS_PER_FILE;
                    time(lake, from, from + (long) files * RECORDS_PER_FILE, requests, out);
                }
            }
            proxy.delay(Duration.ZERO);
            Deliveries.assertExactlyOnce(store, (long) commits * files * RECORDS_PER_FILE);
            ObjectStore another = HadoopStore.open(S3Server.newRoot(), proxy.properties(), false);
            commit(another, needed);
            proxy.delay(delay);
            timeStart(another, requests, out);
        }
    }

    private static void commit(ObjectStore store, int commits) {
        try (ParquetLake lake = new ParquetLake(Deliveries.config(store))) {
            lake.open(Deliveries.request());
            for (long position = 0; position < commits; position++) {
                try (StagedCommit staged = lake.stage()) {
                    Deliveries.fill(staged, position, position + 1);
                    staged.finish();
                    staged.commit(Deliveries.draft(position + 1, Long.MIN_VALUE));
                }
            }
        }
    }

    private static void timeStart(ObjectStore store, AtomicInteger requests, PrintStream out) {
        requests.set(0);
        long begun = System.nanoTime();
        try (ParquetLake lake = new ParquetLake(Deliveries.config(store))) {
            CommitRecord start = lake.open(Deliveries.request());
            long opened = System.nanoTime();
            int toOpen = requests.get();
            lake.readEvents(start.recoverFromCommit(), Long.MIN_VALUE, batch -> {});
            out.printf(
                    Locale.ROOT,
                    "taken over behind %d commits that matter in %.2f s (%d requests), their events read back in %.2f s"
                            + " (%d requests)%n",
                    start.number() - start.recoverFromCommit(),
                    (opened - begun) / 1e9,
                    toOpen,
                    (System.nanoTime() - opened) / 1e9,
                    requests.get() - toOpen);
        }
    }

    private static void time(ParquetLake lake, long from, long to, AtomicInteger requests, PrintStream out) {
        try (StagedCommit staged = lake.stage()) {
            Deliveries.fill(staged, from, to);
            long begun = System.nanoTime();
            staged.finish();
            long uploaded = System.nanoTime();
            int uploads = requests.get();
            staged.commit(Deliveries.draft(to));
            out.printf(
                    Locale.ROOT,
                    "uploaded in %.2f s (%d requests), recorded and published in %.2f s (%d requests)%n",
                    (uploaded - begun) / 1e9,
                    uploads,
                    (System.nanoTime() - uploaded) / 1e9,
                    requests.get() - uploads);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>(Map.of("--delay", "100", "--files", "100", "--needed", "200"));
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            if (options.replace(arguments[i], arguments[i + 1]) == null) {
                throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        Path folder = Files.createTempDirectory("sluice-commit-times-");
        int files = Integer.parseInt(options.get("--files"));
        Duration delay = Duration.ofMillis(Long.parseLong(options.get("--delay")));
        System.out.println(files + " files a commit, every request delayed by " + delay.toMillis() + " ms");
        run(folder, delay, files, 3, Integer.parseInt(options.get("--needed")), System.out);
        System.exit(0);
    }
}
