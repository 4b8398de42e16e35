package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GenerationCheck;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.TopicAdmin;
import io.sluice.standalone.Wiring;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Generates events and writes them, at a rate or as fast as possible. May be stopped from any thread. */
final class ProduceJob {
    /** Events per second where nobody says how many. */
    static final double DEFAULT_RATE = 10;

    private static final Instant FILE_START = Instant.parse("2026-01-01T00:00:00Z");

    /** Events that are held to the schema beforehand. */
    private static final int TRIED = 200;

    private final Settings settings;
    private final Shares shares;
    private final double rate;
    private final Long events;
    private final int devices;
    private final long seed;
    private final String key;
    private final Instant start;
    private volatile boolean stopping;

    /** Which part of the records is not a plain event. */
    record Shares(double duplicates, double late, double invalid) {}

    /**
     * @param rate events per second, 0 for as many as possible
     * @param events how many, or null for no end
     * @param key the key's field, or null for the default
     * @param start event time of the first event, or null for the default
     */
    ProduceJob(
            Settings settings,
            Shares shares,
            double rate,
            Long events,
            int devices,
            long seed,
            String key,
            Instant start) {
        this.settings = settings;
        this.shares = shares;
        this.rate = rate;
        this.events = events;
        this.devices = devices;
        this.seed = seed;
        this.key = key;
        this.start = start;
    }

    /** Takes one record. */
    private interface Sink {
        void write(GeneratedRecord made) throws IOException;
    }

    String topic() {
        return "topic " + settings.text(ConfigKey.SOURCE_TOPIC);
    }

    void stop() {
        stopping = true;
    }

    /** Writes to the topic and returns how many records the brokers confirmed. */
    long toTopic() throws IOException {
        Wiring wiring = new Wiring(settings);
        int partitions;
        try (TopicAdmin topics = wiring.topics()) {
            String topic = settings.text(ConfigKey.SOURCE_TOPIC);
            partitions = topics.describe(topic)
                    .map(TopicAdmin.Topic::partitions)
                    .orElseThrow(() -> new SourceUnavailableException(
                            "There is no topic " + topic + " on " + settings.text(ConfigKey.KAFKA_BOOTSTRAP_SERVERS)
                                    + "; create it with sluice topic create"));
        }
        GeneratorSpec spec = spec(partitions, start == null ? startOfLive() : start, reasons(false));
        tryOut(spec);
        try (KafkaProducerSink sink = wiring.producer();
                ProduceTelemetry telemetry = ProduceTelemetry.start(settings, sink)) {
            generate(spec, made -> telemetry.send(made.key(), made.value(), made.timestamp()));
            sink.flush();
            return sink.sent();
        }
    }

    /** Events that are written faster than they happen are dated back, so that the last one happens now. */
    private Instant startOfLive() {
        Instant now = Instant.now();
        return rate > 0 || events == null
                ? now
                : now.minus(Duration.ofMillis(Math.round(events / DEFAULT_RATE * 1000)));
    }

    /** Writes to a new file, one record per line, and returns how many. */
    long toFile(Path file) throws IOException {
        GeneratorSpec spec = spec(1, start == null ? FILE_START : start, reasons(true));
        tryOut(spec);
        try (OutputStream out = new BufferedOutputStream(create(file), 1 << 16)) {
            return generate(spec, made -> {
                out.write(made.value());
                out.write('\n');
            });
        }
    }

    private static OutputStream create(Path file) throws IOException {
        try {
            return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(file + " exists; --out writes a new file only", e);
        }
    }

    /** Lines of a file carry no time of their own that an event could be ahead of. */
    private static Set<RejectionReason> reasons(boolean file) {
        Set<RejectionReason> reasons = EnumSet.allOf(RejectionReason.class);
        if (file) {
            reasons.remove(RejectionReason.FUTURE_TIMESTAMP);
        }
        return reasons;
    }

    private GeneratorSpec spec(int partitions, Instant firstEvent, Set<RejectionReason> reasons) {
        PipelineSpec pipeline = settings.pipelineSpec();
        GeneratorSpec.Builder builder = GeneratorSpec.builder(pipeline.schema(), pipeline.roles())
                .seed(seed)
                .devices(devices)
                .records(events == null ? Long.MAX_VALUE : events)
                .start(firstEvent)
                .recordsPerSecond(rate > 0 ? rate : DEFAULT_RATE)
                .partitions(partitions)
                .duplicates(shares.duplicates(), 0.1)
                .late(shares.late())
                .invalid(shares.invalid())
                .invalidReasons(reasons)
                .lateness(pipeline.lateness())
                .maxFuture(pipeline.maxFuture());
        return (key == null ? builder : builder.key(key)).build();
    }

    /** What cannot be made of a schema is known before anything is written. */
    private void tryOut(GeneratorSpec spec) {
        EventGenerator generator = generator(spec);
        GenerationCheck check = check(spec);
        for (int i = 0; i < TRIED && generator.hasNext(); i++) {
            check.require(producible(spec, generator::next));
        }
    }

    private EventGenerator generator(GeneratorSpec spec) {
        return producible(spec, () -> new EventGenerator(spec));
    }

    /** What cannot be generated is a matter of the schema, but where an option asks for it. */
    private <T> T producible(GeneratorSpec spec, Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException e) {
            if (key != null) {
                throw e;
            }
            throw new ConfigurationException(
                    "Cannot produce events of schema " + spec.schema().name() + ": " + e.getMessage(), e);
        }
    }

    private GenerationCheck check(GeneratorSpec spec) {
        return new GenerationCheck(spec, new JsonEventDecoder(spec.schema(), spec.roles(), Integer.MAX_VALUE, null));
    }

    private long generate(GeneratorSpec spec, Sink sink) throws IOException {
        EventGenerator generator = generator(spec);
        GenerationCheck check = check(spec);
        long made = 0;
        long begin = System.nanoTime();
        try (Progress progress = Progress.start("Writing", events == null ? -1 : events)) {
            while (!stopping && generator.hasNext()) {
                if (rate > 0) {
                    awaitDue(begin, made);
                    if (stopping) {
                        break;
                    }
                }
                GeneratedRecord next = producible(spec, generator::next);
                check.require(next);
                sink.write(next);
                progress.step(1);
                made++;
            }
        }
        return made;
    }

    private void awaitDue(long begin, long number) {
        long due = (long) (number / rate * 1e9);
        for (long left = due - (System.nanoTime() - begin); left > 0 && !stopping; ) {
            // Wakes up now and then to see whether it was stopped.
            LockSupport.parkNanos(Math.min(left, 100_000_000L));
            left = due - (System.nanoTime() - begin);
        }
    }
}
