package io.sluice.kafka;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the brokers say about a topic: its id, its partitions, where their logs begin and end. */
final class TopicLog {
    private final Cluster cluster;
    private final String topic;

    TopicLog(Cluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
    }

    /**
     * A look at a topic in mid-run.
     *
     * @param topicId what the topic is now
     * @param added the partitions that were not known, with their first offsets
     * @param leaderless the partitions that nobody serves at the moment
     */
    record Look(String topicId, Map<Integer, Long> added, Set<Integer> leaderless) {}

    TopicDescription describe() {
        return cluster.await("read topic '" + topic + "'", description());
    }

    private KafkaFuture<TopicDescription> description() {
        return cluster.admin()
                .describeTopics(List.of(topic), cluster.bounded(new DescribeTopicsOptions()))
                .topicNameValues()
                .get(topic);
    }

    static Set<Integer> partitionsOf(TopicDescription description) {
        Set<Integer> partitions = new TreeSet<>();
        for (TopicPartitionInfo partition : description.partitions()) {
            partitions.add(partition.partition());
        }
        return partitions;
    }

    /** The topic's id; "" where the brokers are so old that topics have none. */
    static String idOf(TopicDescription description) {
        return Uuid.ZERO_UUID.equals(description.topicId())
                ? ""
                : description.topicId().toString();
    }

    /** Looks at the topic without waiting. */
    CompletableFuture<Look> look(Set<Integer> known) {
        return description()
                .toCompletionStage()
                .thenCompose(description -> withAdded(description, known))
                .toCompletableFuture();
    }

    private CompletionStage<Look> withAdded(TopicDescription description, Set<Integer> known) {
        Set<Integer> added = new HashSet<>(partitionsOf(description));
        added.removeAll(known);
        Set<Integer> leaderless = leaderless(description);
        String id = idOf(description);
        // Nobody can say where a partition begins that nobody serves; the next look will.
        added.removeAll(leaderless);
        if (added.isEmpty()) {
            return CompletableFuture.completedStage(new Look(id, Map.of(), leaderless));
        }
        return list(added, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED)
                .all()
                .toCompletionStage()
                .thenApply(offsets -> new Look(id, offsets(offsets), leaderless));
    }

    /** The partitions that no broker serves at the moment. */
    static Set<Integer> leaderless(TopicDescription description) {
        Set<Integer> leaderless = new TreeSet<>();
        for (TopicPartitionInfo partition : description.partitions()) {
            if (partition.leader() == null || partition.leader().isEmpty()) {
                leaderless.add(partition.partition());
            }
        }
        return leaderless;
    }

    /** Offsets of the first records there are. */
    Map<Integer, Long> earliest(Set<Integer> partitions) {
        return ask("find where", "begins", partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
    }

    /** Positions after the last record that can be read: with open transactions that is before the log end. */
    Map<Integer, Long> lastReadable(Set<Integer> partitions) {
        return ask("find where", "ends", partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** Log ends, records of open transactions included. */
    Map<Integer, Long> logEnds(Set<Integer> partitions) {
        return ask("find where", "ends", partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Whether the brokers serve partitions by now: the one that leads a partition has to, to tell its log end. */
    boolean tellsItsEnds(Set<Integer> partitions) {
        return cluster.await(
                "find where topic '" + topic + "' ends",
                list(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
                        .all()
                        .thenApply(ends -> true),
                UnknownTopicOrPartitionException.class,
                false);
    }

    /** Offsets of the first records not before a time, or the ends where there are none. */
    Map<Integer, Long> at(Set<Integer> partitions, Instant time) {
        Map<Integer, Long> found = ask(
                "find " + time + " in",
                "",
                partitions,
                OffsetSpec.forTimestamp(time.toEpochMilli()),
                IsolationLevel.READ_COMMITTED);
        Set<Integer> none = new TreeSet<>();
        found.forEach((partition, offset) -> {
            if (offset < 0) {
                none.add(partition);
            }
        });
        if (!none.isEmpty()) {
            found.putAll(lastReadable(none));
        }
        return found;
    }

    private Map<Integer, Long> ask(
            String verb, String what, Set<Integer> partitions, OffsetSpec spec, IsolationLevel isolation) {
        if (partitions.isEmpty()) {
            return new TreeMap<>();
        }
        String doing = (verb + " topic '" + topic + "' " + what).trim();
        return offsets(cluster.await(doing, list(partitions, spec, isolation).all()));
    }

    private ListOffsetsResult list(Set<Integer> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition : partitions) {
            asked.put(new TopicPartition(topic, partition), spec);
        }
        return cluster.admin().listOffsets(asked, cluster.bounded(new ListOffsetsOptions(isolation)));
    }

    private static Map<Integer, Long> offsets(Map<TopicPartition, ListOffsetsResultInfo> answers) {
        Map<Integer, Long> offsets = new TreeMap<>();
        answers.forEach((partition, answer) -> offsets.put(partition.partition(), answer.offset()));
        return offsets;
    }
}
