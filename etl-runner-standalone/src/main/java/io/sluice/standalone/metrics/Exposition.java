package io.sluice.standalone.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Two registries that are told as one: what is counted, which is read under a lock so that the relations between
 * counters hold at every scrape, and what the JVM says of itself, which is first asked by the first scrape. Thread-safe.
 */
final class Exposition {
    private final CollectorRegistry counted;
    private final Object lock;
    private final CollectorRegistry process = new CollectorRegistry();
    private boolean processRegistered;

    /** @param lock held by whoever changes several of the counted that belong together */
    Exposition(CollectorRegistry counted, Object lock) {
        this.counted = counted;
        this.lock = lock;
    }

    /**
     * Tells everything.
     *
     * @param accept the header of that name, or null
     * @param refresh brings up to date what is counted; under the lock
     */
    Scrape scrape(String accept, Runnable refresh) {
        String contentType = TextFormat.chooseContentType(accept);
        List<MetricFamilySamples> families = new ArrayList<>();
        synchronized (lock) {
            refresh.run();
            families.addAll(Collections.list(counted.metricFamilySamples()));
        }
        families.addAll(Collections.list(process().metricFamilySamples()));
        StringWriter text = new StringWriter(1 << 14);
        try {
            TextFormat.writeFormat(contentType, text, Collections.enumeration(families));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write metrics as text", e);
        }
        return new Scrape(contentType, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private CollectorRegistry process() {
        synchronized (process) {
            if (!processRegistered) {
                DefaultExports.register(process);
                processRegistered = true;
            }
        }
        return process;
    }
}
