package io.sluice.kafka;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.LogRanges;
import io.sluice.core.port.SourceIdentity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic, committed records only. Positions come from the caller, never from a consumer group;
 * where the client properties name a group, it is told what was acknowledged, for lag tools.
 *
 * <p>Brokers that go away in mid-run are waited for up to the configured outage. Offsets deleted before they were read
 * and a log shorter than what was read are found out before anything after them is handed out; a topic deleted and made
 * anew shows within the discovery interval, at every start, and before what was read is committed.
 *
 * <p>One fetch may bring records of several partitions; they are handed out one partition at a time and kept while
 * their partition is paused. One thread uses an instance.
 */
public final class KafkaEventSource implements EventSource {
    private static final Logger log = LoggerFactory.getLogger(KafkaEventSource.class);
    /** Enough for a last acknowledgement to go out; a broker that is away must not hold up the end. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final KafkaSourceConfig config;
    private final String reading;
    private final Map<Integer, Long> positions = new TreeMap<>();
    private final ArrayDeque<RecordBatch> fetched = new ArrayDeque<>();
    private final Map<Integer, TopicPartition> assigned = new HashMap<>();
    /** Acknowledged positions that the group has not confirmed. */
    private final Map<TopicPartition, OffsetAndMetadata> pendingAcknowledgements = new HashMap<>();

    private Set<Integer> paused = Set.of();
    private Cluster cluster;
    private TopicLog topicLog;
    private TopicDescription description;
    private TopicWatch watch;
    /** Volatile for those who ask for its metrics. */
    private volatile Consumer<byte[], ByteBuffer> consumer;

    private boolean closed;

    /** A source that connects when it is first asked something. */
    public KafkaEventSource(KafkaSourceConfig config) {
        this.config = config;
        this.reading = "read topic '" + config.topic() + "'";
    }

    /**
     * {@inheritDoc} The topic's name and its id.
     *
     * @throws IllegalArgumentException if Kafka does not accept the client properties
     */
    @Override
    public SourceIdentity identity() {
        return new SourceIdentity(config.topic(), TopicLog.idOf(description()));
    }

    /** {@inheritDoc} Asked anew: a start may have waited long for another writer. */
    @Override
    public SourceIdentity identity(CommitRecord last, boolean acceptChange) {
        description = null;
        return identity();
    }

    private TopicDescription description() {
        if (closed) {
            throw new IllegalStateException("Cannot " + reading + ": the source is closed");
        }
        if (cluster == null) {
            cluster = new Cluster(config.client(), config.startupTimeout());
            topicLog = new TopicLog(cluster, config.topic());
        }
        if (description == null) {
            description = topicLog.describe();
        }
        return description;
    }

    @Override
    public Map<Integer, Long> beginnings() {
        return configuredStart(TopicLog.partitionsOf(description()));
    }

    @Override
    public void start(Map<Integer, Long> from) {
        if (consumer != null) {
            throw new IllegalStateException("Cannot start reading topic '" + config.topic() + "' twice");
        }
        Set<Integer> partitions = TopicLog.partitionsOf(description());
        Map<Integer, Long> wanted = from.isEmpty() ? configuredStart(partitions) : continuation(partitions, from);
        Map<Integer, Long> begin = from.isEmpty() ? wanted : resume(wanted, topicLog.earliest(partitions));
        consumer = cluster.failures()
                .make(
                        reading,
                        () -> new KafkaConsumer<>(
                                config.consumerProperties(),
                                config.keys() ? new ByteArrayDeserializer() : new FetchedRecords.KeyIgnored(),
                                new ByteBufferDeserializer()));
        assign(wanted, begin);
        if (config.hasGroup()) {
            GroupPositions.compare(cluster, config.client().get("group.id"), config.topic(), Map.copyOf(from));
        }
        String topicId = TopicLog.idOf(description);
        if (topicId.isEmpty()) {
            log.warn(
                    "The brokers give topic {} no id: whether it is deleted and made anew while it is read is not judged",
                    config.topic());
        }
        watch = new TopicWatch(
                config.topic(),
                topicId,
                topicLog::look,
                cluster.failures()::unavailable,
                config.discoveryInterval(),
                config.maxOutage(),
                System::nanoTime);
    }

    private Map<Integer, Long> configuredStart(Set<Integer> partitions) {
        if (config.start() instanceof StartPosition.At at) {
            return topicLog.at(partitions, at.time());
        }
        return config.start() == StartPosition.LogEnd.LATEST
                ? topicLog.lastReadable(partitions)
                : topicLog.earliest(partitions);
    }

    private Map<Integer, Long> continuation(Set<Integer> partitions, Map<Integer, Long> from) {
        Set<Integer> gone = new TreeSet<>(from.keySet());
        gone.removeAll(partitions);
        if (!gone.isEmpty()) {
            throw new DataGapException("Topic '" + config.topic() + "' has source partitions " + partitions
                    + ", but " + gone + " was read before: it is not the topic the lake was filled from. "
                    + "Read it into another lake (sluice.lake.uri).");
        }
        Map<Integer, Long> wanted = atZero(partitions);
        wanted.putAll(from);
        return wanted;
    }

    /** Source partitions that the lake does not know are read from their first offset. */
    private static Map<Integer, Long> atZero(Set<Integer> partitions) {
        Map<Integer, Long> zeros = new TreeMap<>();
        partitions.forEach(partition -> zeros.put(partition, 0L));
        return zeros;
    }

    private Map<Integer, Long> resume(Map<Integer, Long> from, Map<Integer, Long> earliest) {
        return new LogRanges(config.topic(), earliest, topicLog.logEnds(from.keySet()))
                .resume(from, config.onLost() == KafkaSourceConfig.OnLost.CONTINUE);
    }

    /**
     * Begins to read more partitions.
     *
     * @param wanted the position of each
     * @param begin the same, after the offsets that are lost
     */
    private void assign(Map<Integer, Long> wanted, Map<Integer, Long> begin) {
        begin.keySet().forEach(partition -> assigned.put(partition, new TopicPartition(config.topic(), partition)));
        consumer.assign(assigned.values());
        begin.forEach((partition, first) -> {
            long position = wanted.get(partition);
            positions.put(partition, position);
            consumer.seek(assigned.get(partition), first);
            skipLost(partition, position, first);
        });
    }

    /** Hands out the hole before the first record there is as a batch without records. */
    private void skipLost(int partition, long position, long first) {
        if (position < first) {
            log.warn(
                    "Topic {} source partition {}: offsets {} to {} are lost and recorded as a gap",
                    config.topic(),
                    partition,
                    position,
                    first - 1);
            skipTo(partition, first);
        }
    }

    private void skipTo(int partition, long position) {
        RecordBatch empty = new RecordBatch(partition, 1);
        empty.skipTo(position);
        fetched.add(empty);
    }

    @Override
    public Set<Integer> partitions() {
        return Collections.unmodifiableSet(new TreeSet<>(positions.keySet()));
    }

    @Override
    public Map<Integer, Long> positions() {
        return new TreeMap<>(positions);
    }

    @Override
    public Map<Integer, Long> endPositions() {
        requireStarted();
        return topicLog.lastReadable(positions.keySet());
    }

    @Override
    public RecordBatch poll(Duration timeout) {
        requireStarted();
        Map<Integer, Long> added = watch.check(positions.keySet());
        if (!added.isEmpty()) {
            log.info("Topic {} has new source partitions {}", config.topic(), added.keySet());
            Map<Integer, Long> wanted = atZero(added.keySet());
            assign(wanted, wanted.equals(added) ? wanted : resume(wanted, added));
            applyPause();
        }
        RecordBatch ready = takeReady();
        if (ready == null) {
            fetch(timeout);
            ready = takeReady();
        }
        return ready;
    }

    private void requireStarted() {
        if (consumer == null || closed) {
            throw new IllegalStateException(
                    "Cannot " + reading + ": the source is " + (closed ? "closed" : "not started"));
        }
    }

    /** The first batch whose partition is not paused. */
    private RecordBatch takeReady() {
        for (Iterator<RecordBatch> batches = fetched.iterator(); batches.hasNext(); ) {
            RecordBatch batch = batches.next();
            if (!paused.contains(batch.partition())) {
                batches.remove();
                positions.put(batch.partition(), batch.nextOffset());
                watch.read();
                return batch;
            }
        }
        return null;
    }

    private void fetch(Duration timeout) {
        ConsumerRecords<byte[], ByteBuffer> records;
        try {
            records = consumer.poll(timeout);
        } catch (LogTruncationException e) {
            throw new DataGapException(
                    "Topic '" + config.topic() + "' lost records that were read: the logs of "
                            + e.offsetOutOfRangePartitions() + " went another way from " + e.divergentOffsets()
                            + " on. Restore the topic, or read it into another lake (sluice.lake.uri).",
                    e);
        } catch (OffsetOutOfRangeException e) {
            goOnAfterLoss(e.offsetOutOfRangePartitions());
            return;
        } catch (KafkaException e) {
            throw cluster.failures().unavailable(reading, e);
        }
        // Aborted and control records move the position without bringing a record.
        for (Map.Entry<TopicPartition, OffsetAndMetadata> moved :
                records.nextOffsets().entrySet()) {
            keep(records, moved.getKey(), moved.getValue().offset());
        }
    }

    private void keep(ConsumerRecords<byte[], ByteBuffer> records, TopicPartition from, long next) {
        var ofPartition = records.records(from);
        if (ofPartition.isEmpty()) {
            if (next > reached(from.partition())) {
                skipTo(from.partition(), next);
            }
        } else {
            FetchedRecords.cut(
                    from.partition(),
                    ofPartition,
                    next,
                    config.maxBatchRecords(),
                    config.maxBatchBytes(),
                    fetched::add);
        }
    }

    /** The position after what was fetched, handed out or not. */
    private long reached(int partition) {
        long reached = positions.get(partition);
        for (RecordBatch batch : fetched) {
            if (batch.partition() == partition) {
                reached = batch.nextOffset();
            }
        }
        return reached;
    }

    private void goOnAfterLoss(Map<TopicPartition, Long> outOfRange) {
        Map<Integer, Long> from = new TreeMap<>();
        outOfRange.forEach((partition, position) -> from.put(partition.partition(), position));
        Map<Integer, Long> begin = resume(from, topicLog.earliest(from.keySet()));
        begin.forEach((partition, position) -> {
            consumer.seek(assigned.get(partition), position);
            skipLost(partition, from.get(partition), position);
        });
    }

    @Override
    public boolean isAtEnd(int partition) {
        requireStarted();
        TopicPartition named = assigned.get(partition);
        if (named == null || isFetched(partition)) {
            return false;
        }
        OptionalLong lag = consumer.currentLag(named);
        return lag.isPresent() && lag.getAsLong() == 0;
    }

    private boolean isFetched(int partition) {
        for (RecordBatch batch : fetched) {
            if (batch.partition() == partition) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void confirm() {
        requireStarted();
        watch.confirm(() -> TopicLog.idOf(topicLog.describe()));
    }

    @Override
    public void pause(Set<Integer> partitions) {
        requireStarted();
        if (!paused.equals(partitions)) {
            paused = Set.copyOf(partitions);
            applyPause();
        }
    }

    private void applyPause() {
        Set<TopicPartition> flowing = new HashSet<>();
        Set<TopicPartition> held = new HashSet<>();
        assigned.forEach((partition, named) -> (paused.contains(partition) ? held : flowing).add(named));
        consumer.resume(flowing);
        consumer.pause(held);
    }

    @Override
    public void acknowledge(Map<Integer, Long> committed) {
        requireStarted();
        if (!config.hasGroup()) {
            return;
        }
        committed.forEach((partition, position) -> pendingAcknowledgements.put(
                new TopicPartition(config.topic(), partition), new OffsetAndMetadata(position)));
        try {
            consumer.commitAsync(new HashMap<>(pendingAcknowledgements), this::told);
        } catch (KafkaException e) {
            told(Map.of(), e);
        }
    }

    /** What could not be told, as with a group that Kafka has still to set up, is told with the next positions. */
    private void told(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        if (failure == null) {
            pendingAcknowledgements.entrySet().removeAll(offsets.entrySet());
        } else {
            log.debug("Group was not told of positions in topic {}", config.topic(), failure);
        }
    }

    /**
     * What the consumer measures of itself, by Kafka's own names: {@code group/name}, such as
     * {@code consumer-fetch-manager-metrics/records-consumed-total}; what it splits by topic or broker is left out.
     * Empty before {@link #start}. May be called by any thread.
     */
    public Map<String, Double> clientMetrics() {
        Consumer<byte[], ByteBuffer> asked = consumer;
        return asked == null ? Map.of() : ClientMetrics.of(asked.metrics());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        fetched.clear();
        try {
            if (consumer != null) {
                tellLast();
                consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            }
        } catch (KafkaException e) {
            log.debug("Consumer of topic {} did not close in good order", config.topic(), e);
        } finally {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    private void tellLast() {
        if (!pendingAcknowledgements.isEmpty()) {
            try {
                consumer.commitSync(pendingAcknowledgements, CLOSE_TIMEOUT);
            } catch (KafkaException e) {
                log.debug("Group was not told of the last positions in topic {}", config.topic(), e);
            }
        }
    }
}
