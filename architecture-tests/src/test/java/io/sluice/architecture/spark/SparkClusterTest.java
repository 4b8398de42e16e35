package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.HostileLog;
import io.sluice.kafka.testkit.HostileTopic;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.lake.store.S3Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar on a standalone cluster, from a real broker to an S3 server, with an executor killed in mid-run. */
@Tag("e2e")
class SparkClusterTest {
    private static final HostileLog.Options OPTIONS =
            HostileLog.Options.standard().withRecords(9_000).withLines(false);

    @TempDir
    private Path dir;

    @Test
    void losesAndDoublesNothingWhenAnExecutorIsKilled() throws IOException {
        URI root = S3Server.newRoot();
        HostileLake lake =
                new HostileLake(HostileLog.of(OPTIONS), dir.resolve("s3/" + root.getHost() + root.getPath()));
        SparkHome spark = SparkHome.in(dir);
        int port = freePort();
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
                S3Server s3 = S3Server.start(dir.resolve("s3"));
                Child master = spark.master(port);
                Child worker = spark.worker(port, 2)) {
            assertThat(master.process().isAlive()).isTrue();
            HostileTopic.publish(lake.log(), broker.bootstrapServers(), "hostile");
            try (Child run = spark.submit("spark://127.0.0.1:" + port, options(s3, broker, root), arguments())) {
                lake.awaitCommits(2, run);
                executor(worker).destroyForcibly();
                lake.awaitCommits(1, run);
                run.succeed();
            }
        }
        lake.assertWholeAndOnce();
    }

    private List<String> options(S3Server s3, KafkaBroker broker, URI root) {
        List<String> options = new ArrayList<>(List.of("--executor-memory", "600m", "--executor-cores", "1"));
        s3.properties().forEach((key, value) -> options.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
        HostileTopic.settings(dir, OPTIONS)
                .forEach((key, value) -> options.addAll(List.of("--conf", "spark.sluice." + key + "=" + value)));
        for (String more : List.of(
                "lake.uri=" + root,
                "source.topic=hostile",
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "spark.max-offsets-per-trigger=3000",
                "spark.shuffle-partitions=2")) {
            options.addAll(List.of("--conf", "spark.sluice." + more));
        }
        return options;
    }

    private static List<String> arguments() {
        return List.of("--until-caught-up", "--drain", "--take-over");
    }

    private static ProcessHandle executor(Child worker) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> worker.process()
                                .children()
                                .filter(ProcessHandle::isAlive)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
