package io.sluice.kafka;

import io.sluice.core.port.EventSource;
import io.sluice.core.port.EventSourceContract;
import io.sluice.core.port.SourceUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of its own that a test writes; it is made with it. */
final class KafkaLog implements EventSourceContract.Log {
    private final String topic;
    private final Map<String, String> client;
    private final KafkaProducer<byte[], byte[]> producer;
    private KafkaProducer<byte[], byte[]> transactional;
    private int partitions;

    KafkaLog(String bootstrapServers, int partitions) {
        this("log-" + UUID.randomUUID(), bootstrapServers, partitions);
    }

    KafkaLog(String topic, String bootstrapServers, int partitions) {
        this.topic = topic;
        this.client = Map.of("bootstrap.servers", bootstrapServers);
        this.partitions = partitions;
        try (TopicAdmin admin = new TopicAdmin(client, Duration.ofSeconds(30))) {
            admin.createIfAbsent(topic, partitions, 1, null);
        }
        this.producer = producer(Map.of());
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("max.request.size", Integer.toString(8 << 20));
        properties.put("linger.ms", "0");
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    String topic() {
        return topic;
    }

    /** The defaults, but quick to look for new partitions. */
    KafkaSourceConfig config() {
        return KafkaSourceConfig.of(topic, client).withDiscoveryInterval(Duration.ofMillis(200));
    }

    @Override
    public void append(int partition, byte[] value) {
        append(partition, null, value);
    }

    void append(int partition, Long timestamp, byte[] value) {
        done(producer.send(new ProducerRecord<>(topic, partition, timestamp, null, value)));
    }

    void append(int partition, byte[] key, Long timestamp, byte[] value) {
        done(producer.send(new ProducerRecord<>(topic, partition, timestamp, key, value)));
    }

    /** Sends without waiting; {@link #flush} waits. */
    void send(int partition, byte[] value) {
        producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    void flush() {
        producer.flush();
    }

    /** An aborted transaction of two records: three offsets without a record to read. */
    @Override
    public void gap(int partition) {
        transaction(partition, 2, false);
    }

    void transaction(int partition, int records, boolean commit) {
        begin(partition, records);
        if (commit) {
            commit(partition);
        } else {
            transactional.abortTransaction();
            awaitMarker(partition);
        }
    }

    /** Leaves a transaction open; {@link #commit(int)} ends it. */
    void begin(int partition, int records) {
        if (transactional == null) {
            transactional = producer(Map.of("transactional.id", topic));
            transactional.initTransactions();
        }
        transactional.beginTransaction();
        for (int i = 0; i < records; i++) {
            transactional.send(new ProducerRecord<>(topic, partition, null, ("in transaction " + i).getBytes()));
        }
        transactional.flush();
    }

    void commit(int partition) {
        transactional.commitTransaction();
        awaitMarker(partition);
    }

    /** The broker writes the marker that ends a transaction a moment after it has told the producer that it ended. */
    private void awaitMarker(int partition) {
        try (Cluster cluster = new Cluster(client, Duration.ofSeconds(30))) {
            TopicLog log = new TopicLog(cluster, topic);
            Set<Integer> one = Set.of(partition);
            while (!log.lastReadable(one).equals(log.logEnds(one))) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void addPartition() {
        partitions++;
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(client))) {
            done(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture());
        }
    }

    /** Deletes the records before an offset, as retention does. */
    void deleteBefore(int partition, long offset) {
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(client))) {
            done(admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture());
        }
    }

    /** Deletes the topic and makes another one of the same name. */
    void recreate() {
        try (TopicAdmin admin = new TopicAdmin(client, Duration.ofSeconds(30))) {
            admin.delete(topic);
            while (isThere(admin)) {
                Thread.onSpinWait();
            }
            admin.createIfAbsent(topic, partitions, 1, null);
        }
    }

    private boolean isThere(TopicAdmin admin) {
        try {
            return admin.describe(topic).isPresent();
        } catch (SourceUnavailableException goneBetweenTwoRequests) {
            return false;
        }
    }

    @Override
    public EventSource source() {
        return new KafkaEventSource(config());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        if (transactional != null) {
            transactional.close(Duration.ofSeconds(5));
        }
    }

    private static void done(Future<?> answer) {
        try {
            answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
