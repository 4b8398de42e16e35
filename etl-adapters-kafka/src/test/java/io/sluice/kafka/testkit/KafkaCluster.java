package io.sluice.kafka.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster of processes on the loopback interface, each broker and controller in one, which can be killed without
 * warning and started again on its data. Topics have a copy on every node, and take writes while most nodes are up. What
 * a node says is in a file of its folder. Not safe for use by several threads.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final long PATIENCE_SECONDS = 120;

    private final Path dir;
    private final String clusterId = Uuid.randomUuid().toString();
    private final int[] ports;
    private final Map<Integer, Process> nodes = new TreeMap<>();

    private KafkaCluster(Path dir, int[] ports) {
        this.dir = dir;
        this.ports = ports;
    }

    /** Starts so many nodes, numbered from 1, and waits for all of them. */
    public static KafkaCluster start(Path dir, int size) {
        KafkaCluster cluster = new KafkaCluster(dir, freePorts(2 * size));
        try {
            for (int node = 1; node <= size; node++) {
                cluster.launch(node);
            }
            cluster.awaitNodes();
            return cluster;
        } catch (RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    /** Ports that nobody had a moment ago. */
    private static int[] freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            int[] ports = new int[count];
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                sockets.add(socket);
                ports[i] = socket.getLocalPort();
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find " + count + " free ports on " + HOST, e);
        }
    }

    private int size() {
        return ports.length / 2;
    }

    private int clientPort(int node) {
        return ports[2 * (node - 1)];
    }

    private int controllerPort(int node) {
        return ports[2 * (node - 1) + 1];
    }

    private void launch(int node) {
        Path folder = dir.resolve("node-" + node);
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("node.properties");
            try (OutputStream out = Files.newOutputStream(file)) {
                properties(node, folder.resolve("data")).store(out, null);
            }
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KafkaNode.class.getName(),
                            file.toString(),
                            clusterId)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("node.log").toFile()))
                    .start();
            nodes.put(node, process);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start node " + node + " in " + folder, e);
        }
    }

    private Properties properties(int node, Path data) {
        Properties properties = new Properties();
        List<String> voters = new ArrayList<>();
        for (int voter = 1; voter <= size(); voter++) {
            voters.add(voter + "@" + HOST + ":" + controllerPort(voter));
        }
        Map.ofEntries(
                        Map.entry("process.roles", "broker,controller"),
                        Map.entry("node.id", Integer.toString(node)),
                        Map.entry("controller.quorum.voters", String.join(",", voters)),
                        Map.entry(
                                "listeners",
                                "PLAINTEXT://" + HOST + ":" + clientPort(node) + ",CONTROLLER://" + HOST + ":"
                                        + controllerPort(node)),
                        Map.entry("advertised.listeners", "PLAINTEXT://" + HOST + ":" + clientPort(node)),
                        Map.entry("controller.listener.names", "CONTROLLER"),
                        Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("log.dirs", data.toAbsolutePath().toString()),
                        Map.entry("auto.create.topics.enable", "false"),
                        Map.entry("min.insync.replicas", Integer.toString(size() / 2 + 1)),
                        Map.entry("group.initial.rebalance.delay.ms", "0"),
                        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
                        // A node that is gone is found out in seconds.
                        Map.entry("broker.session.timeout.ms", "3000"),
                        Map.entry("broker.heartbeat.interval.ms", "300"),
                        Map.entry("controller.quorum.election.timeout.ms", "1000"),
                        Map.entry("controller.quorum.fetch.timeout.ms", "2000"))
                .forEach(properties::setProperty);
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.setProperty(topic + ".replication.factor", Integer.toString(size()));
            properties.setProperty(topic + ".num.partitions", "1");
        }
        properties.setProperty("transaction.state.log.min.isr", Integer.toString(size() / 2 + 1));
        properties.setProperty("share.coordinator.state.topic.min.isr", Integer.toString(size() / 2 + 1));
        return properties;
    }

    /** Where clients connect: all nodes. */
    public String bootstrapServers() {
        List<String> servers = new ArrayList<>();
        for (int node = 1; node <= size(); node++) {
            servers.add(HOST + ":" + clientPort(node));
        }
        return String.join(",", servers);
    }

    /** SIGKILL: nothing of the node runs after this. */
    public void kill(int node) {
        Process process = nodes.remove(node);
        process.destroyForcibly();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Node " + node + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while node " + node + " was killed", e);
        }
    }

    /** Starts a killed node again on its data, and waits until it is back. */
    public void restart(int node) {
        launch(node);
        awaitNodes();
    }

    /** The node that leads a partition. */
    public int leader(String topic, int partition) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .get(partition)
                    .leader()
                    .id();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot find the leader of " + topic + "-" + partition, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while looking for a leader", e);
        }
    }

    private void awaitNodes() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            while (!areUp(admin)) {
                nodes.forEach((node, process) -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "Node " + node + " ended; see " + dir.resolve("node-" + node + "/node.log"));
                    }
                });
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                            "The nodes of " + dir + " did not come up within " + PATIENCE_SECONDS + " s");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private boolean areUp(Admin admin) {
        try {
            return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == nodes.size();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for nodes", e);
        }
    }

    /** Kills all nodes. */
    @Override
    public void close() {
        nodes.values().forEach(Process::destroyForcibly);
        nodes.clear();
    }
}
