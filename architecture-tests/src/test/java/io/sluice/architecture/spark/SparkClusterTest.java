package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.HostileLog;
import io.sluice.kafka.testkit.HostileTopic;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import io.sluice.lake.store.StoreLocation;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built jar on a standalone cluster, from a real broker to an S3 server that has the configuration and the schema
 * too, with an executor and then the driver killed in mid-run.
 */
@Tag("e2e")
class SparkClusterTest {
    private static final HostileLog.Options OPTIONS =
            HostileLog.Options.standard().withRecords(9_000).withLines(false);

    @TempDir
    private Path dir;

    @Test
    void losesAndDoublesNothingWhenAnExecutorAndTheDriverAreKilled() throws IOException {
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
            String config = writeConfiguration(s3, broker, root);
            List<String> arguments = List.of("--config", config, "--take-over");
            try (Child run = spark.submit("spark://127.0.0.1:" + port, options(s3), arguments)) {
                lake.awaitCommits(2, run);
                executor(worker).destroyForcibly();
                lake.awaitCommits(1, run);
                run.kill();
            }
            List<String> toTheEnd = new ArrayList<>(arguments);
            toTheEnd.addAll(List.of("--until-caught-up", "--drain"));
            try (Child again = spark.submit("spark://127.0.0.1:" + port, options(s3), toTheEnd)) {
                again.succeed();
            }
        }
        lake.assertWholeAndOnce();
    }

    /** On the store, the schema too. */
    private String writeConfiguration(S3Server s3, KafkaBroker broker, URI root) throws IOException {
        String folder = "s3a://" + root.getHost() + "/etc";
        ObjectStore store = new StoreLocation(folder, s3.properties(), true).open();
        Map<String, String> settings = new HashMap<>(HostileTopic.settings(dir, OPTIONS));
        store.put("hostile.schema.json", Files.readAllBytes(Path.of(settings.get("schema"))));
        settings.put("schema", folder + "/hostile.schema.json");
        settings.put("lake.uri", root.toString());
        settings.put("source.topic", "hostile");
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("spark.trigger", "1ms");
        settings.put("spark.max-offsets-per-trigger", "1500");
        settings.put("spark.shuffle-partitions", "2");
        StringBuilder properties = new StringBuilder();
        settings.forEach((key, value) -> properties
                .append("sluice.")
                .append(key)
                .append('=')
                .append(value)
                .append('\n'));
        store.put("sluice.properties", properties.toString().getBytes(StandardCharsets.UTF_8));
        return folder + "/sluice.properties";
    }

    private static List<String> options(S3Server s3) {
        List<String> options = new ArrayList<>(List.of("--executor-memory", "600m", "--executor-cores", "1"));
        s3.properties().forEach((key, value) -> options.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
        return options;
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
