package io.sluice.kafka.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker of one node (KRaft, broker and controller in one) inside this process, on the loopback interface. It
 * keeps its data in a folder and can be stopped and started again on the same data and the same ports. Topics are not
 * created by themselves. Not safe for use by several threads.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Path dir;
    private final Map<String, String> properties;
    private final String bootstrapServers;
    private KafkaRaftServer server;

    private KafkaBroker(Path dir, Map<String, String> properties, String bootstrapServers) {
        this.dir = dir;
        this.properties = properties;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts a broker on free ports. The folder is made if need be; what a broker left in it is found again. */
    public static KafkaBroker start(Path dir) {
        return start(dir, Map.of());
    }

    /** Starts a broker with some properties of its own. */
    public static KafkaBroker start(Path dir, Map<String, String> overrides) {
        int[] ports = freePorts();
        Map<String, String> properties = new HashMap<>(defaults(dir, ports[0], ports[1]));
        properties.putAll(overrides);
        KafkaBroker broker = new KafkaBroker(dir, Map.copyOf(properties), HOST + ":" + ports[0]);
        broker.format();
        broker.launch();
        return broker;
    }

    private static Map<String, String> defaults(Path dir, int clients, int controller) {
        Map<String, String> defaults = new HashMap<>();
        defaults.put("process.roles", "broker,controller");
        defaults.put("node.id", "1");
        defaults.put("controller.quorum.voters", "1@" + HOST + ":" + controller);
        defaults.put("listeners", "PLAINTEXT://" + HOST + ":" + clients + ",CONTROLLER://" + HOST + ":" + controller);
        defaults.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + clients);
        defaults.put("controller.listener.names", "CONTROLLER");
        defaults.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        defaults.put("log.dirs", dir.toAbsolutePath().toString());
        defaults.put("auto.create.topics.enable", "false");
        defaults.put("num.partitions", "1");
        // One node holds one copy of everything, and one partition of each internal topic is made fast.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            defaults.put(topic + ".replication.factor", "1");
            defaults.put(topic + ".num.partitions", "1");
        }
        defaults.put("transaction.state.log.min.isr", "1");
        defaults.put("share.coordinator.state.topic.min.isr", "1");
        defaults.put("group.initial.rebalance.delay.ms", "0");
        // The cleaner takes 128 MB of heap by default.
        // Records of tests are older than the retention, which is first looked at after so long.
        defaults.put(
                "log.initial.task.delay.ms", Long.toString(Duration.ofDays(1).toMillis()));
        defaults.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        defaults.put("message.max.bytes", Integer.toString(16 << 20));
        return defaults;
    }

    /** Two ports that nobody had a moment ago. */
    private static int[] freePorts() {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return new int[] {first.getLocalPort(), second.getLocalPort()};
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find two free ports for a broker on " + HOST, e);
        }
    }

    /** Gives the folder a cluster's identity, unless it has one from an earlier broker. */
    private void format() {
        if (Files.exists(dir.resolve("meta.properties"))) {
            return;
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            Files.createDirectories(dir);
            new Formatter()
                    .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(dir.toAbsolutePath().toString())
                    .addDirectory(dir.toAbsolutePath().toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "Cannot format " + dir + " for a broker: " + said.toString(StandardCharsets.UTF_8), e);
        }
    }

    private void launch() {
        server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
    }

    /** Where clients connect: host and port. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the broker; its data stay. Does nothing when it is stopped. */
    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Starts the broker again, on the same data and ports; stops it first when it runs. */
    public void restart() {
        stop();
        launch();
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
    }
}
