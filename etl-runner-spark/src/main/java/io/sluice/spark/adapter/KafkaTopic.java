package io.sluice.spark.adapter;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LogRanges;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the brokers say about the topic, which Spark's source doesn't tell: its id, its source partitions, where their logs
 * begin and end. Asked by the driver. Thread-safe.
 */
public final class KafkaTopic implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;

    private final String topic;
    private final String servers;
    private final String group;
    private final IsolationLevel isolation;
    private final Admin admin;

    /**
     * Connects.
     *
     * @param properties of the Kafka clients
     * @throws IllegalArgumentException if Kafka does not accept them
     */
    public KafkaTopic(String topic, Map<String, String> properties) {
        this.topic = topic;
        servers = properties.get("bootstrap.servers");
        group = properties.get("group.id");
        isolation = "read_uncommitted".equals(properties.get("isolation.level"))
                ? IsolationLevel.READ_UNCOMMITTED
                : IsolationLevel.READ_COMMITTED;
        try {
            admin = Admin.create(forAdmin(properties));
        } catch (KafkaException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(
                    "Kafka's clients do not accept the properties given as sluice.kafka.*: " + reason.getMessage(), e);
        }
    }

    /** Keys of consumers alone would be warned of. */
    private static Map<String, Object> forAdmin(Map<String, String> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        own.keySet()
                .removeIf(key -> ConsumerConfig.configNames().contains(key)
                        && !AdminClientConfig.configNames().contains(key));
        return own;
    }

    /** The topic's name and id; the id is "" where the brokers are so old that topics have none. */
    public SourceIdentity identity() {
        Uuid id = describe().topicId();
        return new SourceIdentity(topic, Uuid.ZERO_UUID.equals(id) ? "" : id.toString());
    }

    /**
     * Makes sure that what was read is of a topic, not of another one of the name; the question begins with this call.
     *
     * @throws DataGapException if the topic was deleted and made anew
     * @throws SourceUnavailableException if the brokers do not answer
     */
    public void confirm(SourceIdentity read) {
        if (read.id().isEmpty()) {
            return;
        }
        SourceIdentity now = identity();
        if (read.isRecreated(now)) {
            throw DataGapException.recreated(topic, read.id(), now.id());
        }
    }

    private TopicDescription describe() {
        return await(
                "read topic '" + topic + "'",
                admin.describeTopics(Set.of(topic)).topicNameValues().get(topic));
    }

    private Set<Integer> sourcePartitions() {
        Set<Integer> numbers = new TreeSet<>();
        for (TopicPartitionInfo partition : describe().partitions()) {
            numbers.add(partition.partition());
        }
        return numbers;
    }

    /** The first offsets there are. */
    public Map<Integer, Long> beginnings() {
        return offsets(sourcePartitions(), OffsetSpec.earliest());
    }

    /** The positions after the last record that may be read. */
    public Map<Integer, Long> ends() {
        return offsets(sourcePartitions(), OffsetSpec.latest());
    }

    /**
     * Where reading begins on an empty lake.
     *
     * @param start {@code earliest}, {@code latest} or an instant
     */
    public Map<Integer, Long> starts(String start) {
        if (start.equals("earliest")) {
            return beginnings();
        }
        Map<Integer, Long> ends = ends();
        if (start.equals("latest")) {
            return ends;
        }
        OffsetSpec time = OffsetSpec.forTimestamp(Instant.parse(start).toEpochMilli());
        Map<Integer, Long> starts = offsets(ends.keySet(), time);
        // Kafka answers -1 where no record is that young.
        starts.replaceAll((partition, offset) -> offset < 0 ? ends.get(partition) : offset);
        return starts;
    }

    /**
     * Where to go on.
     *
     * @param positions of the lake
     * @param start where an empty lake begins
     * @param continueOnDataLoss whether offsets that are gone may be passed over
     * @return the next offset for every source partition there is
     * @throws DataGapException if offsets were lost and that is not allowed, or a position is after the log end
     */
    public Map<Integer, Long> resumePositions(Map<Integer, Long> positions, String start, boolean continueOnDataLoss) {
        if (positions.isEmpty()) {
            return starts(start);
        }
        Map<Integer, Long> first = beginnings();
        Map<Integer, Long> wanted = new TreeMap<>(first);
        // Source partitions that the lake does not know begin at offset 0.
        wanted.replaceAll((partition, offset) -> 0L);
        wanted.putAll(positions);
        return new LogRanges(topic, first, ends()).resume(wanted, continueOnDataLoss);
    }

    private Map<Integer, Long> offsets(Collection<Integer> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(new TopicPartition(topic, partition), spec));
        Map<TopicPartition, ListOffsetsResultInfo> answers = await(
                "read the log ends of topic '" + topic + "'",
                admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all());
        Map<Integer, Long> offsets = new TreeMap<>();
        answers.forEach((partition, answer) -> offsets.put(partition.partition(), answer.offset()));
        return offsets;
    }

    /** Tells lag tools that all before these positions is committed. Failing is no error. */
    public void acknowledge(Map<Integer, Long> positions) {
        if (group == null || group.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach((partition, position) ->
                offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(position)));
        admin.alterConsumerGroupOffsets(group, offsets);
    }

    private <T> T await(String doing, KafkaFuture<T> answer) {
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unavailable(doing, e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(doing, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(doing, e);
        }
    }

    private SourceUnavailableException unavailable(String doing, Throwable reason) {
        String what = reason instanceof UnknownTopicOrPartitionException
                ? "it does not exist at " + servers + "; create it, or name another one with sluice.source.topic"
                : "Kafka at " + servers + " gives no usable answer (" + reason.getMessage()
                        + "); check that a broker runs there and that sluice.kafka.bootstrap.servers names it";
        return new SourceUnavailableException("Cannot " + doing + ": " + what, reason);
    }

    @Override
    public void close() {
        admin.close();
    }
}
