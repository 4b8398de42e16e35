package io.sluice.kafka;

import io.sluice.core.port.SourceUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes, describes and deletes topics. Every call waits for its answer, for a bounded time, and throws
 * {@link SourceUnavailableException} where there is none or a refusal. Safe for use by many threads.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration PROPAGATION_PAUSE = Duration.ofMillis(50);

    private final Cluster cluster;
    private final Duration timeout;

    /**
     * Makes a client; connects with the first call.
     *
     * @param client properties of the Kafka clients
     * @param timeout longest wait for one answer
     * @throws IllegalArgumentException if Kafka does not accept the properties
     */
    public TopicAdmin(Map<String, String> client, Duration timeout) {
        this.cluster = new Cluster(client, timeout);
        this.timeout = timeout;
    }

    /**
     * A topic as it is.
     *
     * @param id changes when a topic is deleted and made anew under its name
     * @param retention how long records are kept; negative for ever
     */
    public record Topic(String name, String id, int partitions, int replicationFactor, Duration retention) {}

    /**
     * Makes a topic unless there is one of the name already, which is left as it is. The topic can be read and written
     * when this returns.
     *
     * @param replicationFactor copies of each record; -1 for the brokers' default
     * @param retention how long records are kept; null for the brokers' default, negative for ever
     * @return whether it was made
     */
    public boolean createIfAbsent(String name, int partitions, int replicationFactor, Duration retention) {
        NewTopic topic = new NewTopic(name, partitions, (short) replicationFactor);
        if (retention != null) {
            long millis = retention.isNegative() ? -1 : retention.toMillis();
            topic.configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(millis)));
        }
        String doing = "create topic '" + name + "' with " + partitions + " partitions";
        boolean made = succeeds(
                doing,
                cluster.admin()
                        .createTopics(List.of(topic), cluster.bounded(new CreateTopicsOptions()))
                        .values()
                        .get(name),
                TopicExistsException.class);
        if (made) {
            awaitServed(name);
        }
        return made;
    }

    /**
     * The controller answers before the brokers serve the partitions. A producer that comes in between may have its first
     * batch refused and the second taken, after which the first is out of order for good.
     */
    private void awaitServed(String name) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isServed(name)) {
            if (System.nanoTime() - deadline > 0) {
                throw cluster.failures()
                        .unavailable(
                                "use topic '" + name + "', which was just made",
                                new TimeoutException("no broker serves its partitions yet"));
            }
            pause();
        }
    }

    private boolean isServed(String name) {
        return find(name)
                .filter(found -> TopicLog.leaderless(found).isEmpty())
                .map(found -> new TopicLog(cluster, name).tellsItsEnds(TopicLog.partitionsOf(found)))
                .orElse(false);
    }

    private void pause() {
        try {
            Thread.sleep(PROPAGATION_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cluster.failures().unavailable("wait for a topic", e);
        }
    }

    /** A topic, or nothing where there is none of the name. */
    public Optional<Topic> describe(String name) {
        return find(name).map(found -> topic(name, found));
    }

    private Optional<TopicDescription> find(String name) {
        return Optional.ofNullable(cluster.await(
                "describe topic '" + name + "'",
                cluster.admin()
                        .describeTopics(List.of(name), cluster.bounded(new DescribeTopicsOptions()))
                        .topicNameValues()
                        .get(name),
                UnknownTopicOrPartitionException.class,
                null));
    }

    private Topic topic(String name, TopicDescription found) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config settings = cluster.await(
                "read the settings of topic '" + name + "'",
                cluster.admin()
                        .describeConfigs(List.of(resource), cluster.bounded(new DescribeConfigsOptions()))
                        .values()
                        .get(resource));
        long millis =
                Long.parseLong(settings.get(TopicConfig.RETENTION_MS_CONFIG).value());
        return new Topic(
                name,
                found.topicId().toString(),
                found.partitions().size(),
                found.partitions().get(0).replicas().size(),
                Duration.ofMillis(millis));
    }

    /** The position after the last readable record per partition of a topic that exists: its log ends. */
    public Map<Integer, Long> endPositions(String name) {
        TopicLog log = new TopicLog(cluster, name);
        return log.lastReadable(TopicLog.partitionsOf(log.describe()));
    }

    /** Deletes a topic with all its records, and returns whether there was one. */
    public boolean delete(String name) {
        return succeeds(
                "delete topic '" + name + "'",
                cluster.admin()
                        .deleteTopics(List.of(name), cluster.bounded(new DeleteTopicsOptions()))
                        .topicNameValues()
                        .get(name),
                UnknownTopicOrPartitionException.class);
    }

    private boolean succeeds(String doing, KafkaFuture<Void> answer, Class<? extends Exception> expected) {
        return cluster.await(doing, answer.thenApply(nothing -> true), expected, false);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
