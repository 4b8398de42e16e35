package io.sluice.standalone.command;

import io.sluice.app.config.ConfigurationException;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.standalone.Wiring;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the log goes beyond what is committed.
 *
 * @param ends the log end per source partition; empty where it is not known
 * @param unknown why it is not known, or null
 */
record SourceLag(Map<Integer, Long> ends, String unknown) {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    /** Asks the configured source, if it is the one that the lake was filled from. */
    static SourceLag of(Wiring wiring, CommitRecord last) {
        String other = otherTopic(wiring, last);
        if (other != null) {
            return unknown(other);
        }
        try (EventSource source = wiring.observedSource(TIMEOUT)) {
            SourceIdentity identity = source.identity(last, false);
            if (!identity.isSameLog(last.source())) {
                return unknown("the lake was filled from " + last.source().name() + ", the configuration names "
                        + identity.name()
                        + (identity.name().equals(last.source().name()) ? " of another topic id" : ""));
            }
            Map<Integer, Long> positions = new TreeMap<>();
            last.partitions().forEach((partition, state) -> positions.put(partition, state.position()));
            source.start(positions);
            return new SourceLag(new TreeMap<>(source.endPositions()), null);
        } catch (LakeSettingsException e) {
            return unknown("the lake was filled from " + last.source().name() + "; " + e.getMessage());
        } catch (SourceUnavailableException | DataGapException | ConfigurationException e) {
            return unknown(e.getMessage());
        } catch (IllegalArgumentException e) {
            return unknown("the source cannot be read: " + e.getMessage());
        }
    }

    /** Why the brokers need not be asked: the lake was filled from files, or another topic; null where they may know. */
    static String otherTopic(Wiring wiring, CommitRecord last) {
        String topic = wiring.topic();
        return topic == null || topic.equals(last.source().name())
                ? null
                : "the lake was filled from " + last.source().name() + ", the configuration names " + topic;
    }

    /** For a lake that was named alone: asking a broker that nobody spoke of would take its time and find nothing. */
    static SourceLag notAsked() {
        return unknown("no source is named beside --lake; give --config FILE, or --set"
                + " kafka.bootstrap.servers=HOST:PORT or source.files=FILES");
    }

    private static SourceLag unknown(String why) {
        return new SourceLag(Map.of(), why);
    }

    /** Offsets from a position to the log end; null where that is not known. */
    Long behind(int partition, long position) {
        Long end = ends.get(partition);
        return end == null ? null : Long.valueOf(Math.max(0, end - position));
    }
}
