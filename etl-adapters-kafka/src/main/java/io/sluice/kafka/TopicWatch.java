package io.sluice.kafka;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.TopicLog.Look;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Looks at a topic from time to time while it is read: for new partitions, for another topic under the same name, and
 * for how long the brokers have been out of reach (the consumer itself tries again for ever and does not tell). Never
 * waits: a look is begun by one call and judged by a later one. Used by one thread.
 */
final class TopicWatch {
    private final String topic;
    private final String topicId;
    private final Function<Set<Integer>, CompletableFuture<Look>> look;
    private final BiFunction<String, Throwable, SourceUnavailableException> failure;
    private final long intervalNanos;
    private final Duration maxOutage;
    private final LongSupplier nanoTime;

    private CompletableFuture<Seen> pending;
    private long lastLook;
    private long outageSince;
    private boolean outage;
    private boolean confirmed = true;
    /** The id of another topic that was seen under the name, or null. */
    private String otherId;

    /** The end of a look: what was seen or why not, and when. */
    private record Seen(Look look, Throwable failure, long at) {}

    /**
     * @param topicId what the topic was when reading began; "" where topics have no ids, and none is judged
     * @param look begins a look, given the partitions known
     * @param failure tells a failed look
     */
    TopicWatch(
            String topic,
            String topicId,
            Function<Set<Integer>, CompletableFuture<Look>> look,
            BiFunction<String, Throwable, SourceUnavailableException> failure,
            Duration interval,
            Duration maxOutage,
            LongSupplier nanoTime) {
        this.topic = topic;
        this.topicId = topicId;
        this.look = look;
        this.failure = failure;
        this.intervalNanos = interval.toNanos();
        this.maxOutage = maxOutage;
        this.nanoTime = nanoTime;
        this.lastLook = nanoTime.getAsLong();
    }

    /**
     * Begins a look where one is due, and judges the one that is complete.
     *
     * @return new partitions with their first offsets; mostly none
     * @throws DataGapException if the topic was deleted and made anew
     * @throws SourceUnavailableException if the brokers refuse, or were out of reach for too long
     */
    Map<Integer, Long> check(Set<Integer> known) {
        long now = nanoTime.getAsLong();
        if (pending == null) {
            if (now - lastLook >= intervalNanos) {
                begin(known, now);
            }
            return Map.of();
        }
        if (pending.isDone()) {
            Seen seen = pending.join();
            pending = null;
            return judge(seen);
        }
        if (outage && tooLong(now)) {
            throw outageFailure(new org.apache.kafka.common.errors.TimeoutException("still waiting"));
        }
        return Map.of();
    }

    private void begin(Set<Integer> known, long now) {
        lastLook = now;
        // The time is taken when the answer comes: the caller may be busy elsewhere for long before it asks again.
        pending = look.apply(Set.copyOf(known)).handle((seen, failed) -> new Seen(seen, failed, nanoTime.getAsLong()));
    }

    private Map<Integer, Long> judge(Seen seen) {
        if (seen.failure != null) {
            return unreachable(KafkaFailures.unwrapped(seen.failure), seen.at);
        }
        requireSame(seen.look.topicId());
        if (!seen.look.leaderless().isEmpty()) {
            unreachable(
                    new org.apache.kafka.common.errors.LeaderNotAvailableException(
                            "no broker serves source partition " + seen.look.leaderless()),
                    seen.at);
        } else {
            outage = false;
        }
        return seen.look.added();
    }

    /** Says that records were handed out. */
    void read() {
        confirmed = topicId.isEmpty();
    }

    /**
     * Makes sure that what was handed out is of the topic. A look says nothing of what was fetched after it began, so the
     * brokers are asked anew unless nothing was handed out since the last answer.
     *
     * @param currentId asks for the topic's id, and waits
     * @throws DataGapException if the topic was deleted and made anew
     */
    void confirm(Supplier<String> currentId) {
        if (!confirmed) {
            // Another broker that has not heard of the new topic takes nothing back.
            requireSame(otherId == null ? currentId.get() : otherId);
            confirmed = true;
        }
    }

    private void requireSame(String id) {
        if (!topicId.isEmpty() && !id.isEmpty() && !id.equals(topicId)) {
            otherId = id;
            throw DataGapException.recreated(topic, topicId, id);
        }
    }

    private Map<Integer, Long> unreachable(Throwable reason, long at) {
        if (reason instanceof AuthenticationException || reason instanceof AuthorizationException) {
            throw failure.apply("go on reading topic '" + topic + "'", reason);
        }
        if (!outage) {
            outage = true;
            outageSince = lastLook;
        }
        if (tooLong(at)) {
            throw outageFailure(reason);
        }
        return Map.of();
    }

    private boolean tooLong(long now) {
        return now - outageSince > maxOutage.toNanos();
    }

    private SourceUnavailableException outageFailure(Throwable reason) {
        return failure.apply(
                "go on reading topic '" + topic + "', which has been out of reach for more than "
                        + KafkaFailures.seconds(maxOutage),
                reason);
    }
}
