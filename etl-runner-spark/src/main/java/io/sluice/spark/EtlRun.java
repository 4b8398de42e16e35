package io.sluice.spark;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.metrics.RunMetrics;
import io.sluice.app.metrics.Stage;
import io.sluice.app.process.GracefulShutdown;
import io.sluice.app.report.AccountingReport;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.Standby;
import io.sluice.spark.adapter.KafkaBatch;
import io.sluice.spark.adapter.KafkaSource;
import io.sluice.spark.adapter.KafkaTopic;
import io.sluice.spark.batch.EtlJob;
import io.sluice.spark.batch.MicroBatches;
import io.sluice.spark.submit.SparkSettings;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run, from the configuration to the accounting. */
final class EtlRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtlRun.class);
    private static final long LOOK_MILLIS = 1000;
    private static final int LOOKS_PER_LAG = 10;

    private final SparkSession spark;
    private final Settings settings;
    private final Arguments arguments;
    private final RunMetrics metrics;
    private final KafkaTopic topic;
    private final MicroBatches batches;
    private final Map<Integer, Long> starts;
    private final boolean continueOnDataLoss;
    private final ReentrantLock underWay = new ReentrantLock();

    EtlRun(SparkSession spark, SparkSettings configuration, Arguments arguments, RunMetrics metrics) {
        this.spark = spark;
        this.arguments = arguments;
        this.metrics = metrics;
        settings = configuration.settings();
        refuseWhatOnlyTheOtherRunnerDoes();
        continueOnDataLoss = settings.continuesOnLost();
        EtlJob job = new EtlJob(settings, configuration.schema(), configuration.hadoop());
        topic = topic();
        try {
            SourceIdentity source = topic.identity();
            if (source.id().isEmpty()) {
                LOG.warn(
                        "The brokers give topic {} no id: whether it is deleted and made anew while it is read is not judged",
                        source.name());
            }
            batches = MicroBatches.open(job, source, options(), metrics, InstantSource.system());
        } catch (RuntimeException failure) {
            topic.close();
            throw failure;
        }
        starts = topic.resumePositions(batches.positions(), settings.text(ConfigKey.SOURCE_START), continueOnDataLoss);
        batches.start(starts.keySet());
        batches.acknowledgeTo(topic::acknowledge);
        batches.confirmBy(topic::confirm);
    }

    private void refuseWhatOnlyTheOtherRunnerDoes() {
        if (!settings.sourceFiles().isEmpty()) {
            throw new ConfigurationException(
                    "sluice.source.files is for the standalone runner; on Spark, a topic is read: sluice.source.topic");
        }
        if (settings.isSet(ConfigKey.DEAD_LETTERS_TOPIC)) {
            throw new ConfigurationException(
                    "sluice.dead-letters.topic is for the standalone runner; on Spark, read the"
                            + " rejected records from the table rejected/, and leave the key out");
        }
        if (settings.isSet(ConfigKey.COMPACT_AFTER)) {
            LOG.warn("sluice.compact.after does nothing on Spark; run `sluice compact` beside it");
        }
    }

    private KafkaTopic topic() {
        return ConfigurationException.checked(
                "kafka", () -> new KafkaTopic(settings.text(ConfigKey.SOURCE_TOPIC), settings.kafka()));
    }

    private MicroBatches.Options options() {
        Long shards = settings.number(ConfigKey.SPARK_SHUFFLE_PARTITIONS);
        long tasks = shards == null ? spark.sparkContext().defaultParallelism() : shards;
        return new MicroBatches.Options(
                (int) Math.min(tasks, 100_000),
                continueOnDataLoss,
                arguments.acceptChange(),
                settings.duration(ConfigKey.SPARK_TRIGGER),
                arguments.takeOver() ? Standby.AT_ONCE : new Waiting(metrics),
                () -> topic.starts(settings.text(ConfigKey.SOURCE_START)));
    }

    /**
     * Runs until the end that the options name, a failure, or until Spark stops the query.
     *
     * @param end may ask for an end before that; the batch under way is committed then, as all before it
     */
    void run(PrintStream err, GracefulShutdown end) {
        if (arguments.untilCaughtUp()) {
            batches.endAt(topic.ends());
        }
        end.onSignal(() -> err.println("sluice: ending when the batch under way is committed"));
        StreamingQuery query = start();
        awaitEnd(query, end);
        RunSummary summary = batches.finish(arguments.untilCaughtUp() && !end.isAsked(), arguments.drain());
        err.println(AccountingReport.of(summary));
    }

    private StreamingQuery start() {
        Dataset<Row> rows = spark.readStream()
                .format("kafka")
                .options(KafkaSource.options(
                        settings.text(ConfigKey.SOURCE_TOPIC),
                        settings.kafka(),
                        starts,
                        continueOnDataLoss,
                        settings.number(ConfigKey.SPARK_MAX_OFFSETS)))
                .load();
        VoidFunction2<Dataset<Row>, Long> sink = this::process;
        DataStreamWriter<Row> writer =
                rows.writeStream().queryName("sluice").trigger(trigger()).foreachBatch(sink);
        String checkpoint = settings.text(ConfigKey.SPARK_CHECKPOINT);
        if (checkpoint != null) {
            writer = writer.option("checkpointLocation", checkpoint);
        }
        try {
            return writer.start();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark could not begin the query in time", e);
        }
    }

    private void process(Dataset<Row> rows, long batchId) throws InterruptedException {
        underWay.lockInterruptibly();
        try {
            KafkaBatch batch = KafkaBatch.of(rows);
            batches.process(batchId, batch.rows(), batch.ranges());
        } finally {
            underWay.unlock();
        }
    }

    private Trigger trigger() {
        return arguments.untilCaughtUp()
                ? Trigger.AvailableNow()
                : Trigger.ProcessingTime(
                        settings.duration(ConfigKey.SPARK_TRIGGER).toMillis());
    }

    private void awaitEnd(StreamingQuery query, GracefulShutdown end) {
        Duration idle = settings.duration(ConfigKey.WATERMARK_IDLE);
        IdleSources idleSources = new IdleSources(idle, batches, topic::ends, System::nanoTime);
        try {
            for (int looks = 1; !query.awaitTermination(LOOK_MILLIS); looks++) {
                if (end.isAsked()) {
                    stopBetweenBatches(query);
                    return;
                }
                if (looks % LOOKS_PER_LAG == 0) {
                    tellLogEnds();
                }
                if (!arguments.untilCaughtUp()) {
                    idleSources.update();
                }
            }
        } catch (StreamingQueryException e) {
            throw new IllegalStateException("The query failed", e);
        } finally {
            stop(query);
        }
    }

    /** Brokers that do not answer a question about the lag are no reason to stop reading. */
    private void tellLogEnds() {
        try {
            metrics.logEnds(topic.ends());
        } catch (SourceUnavailableException e) {
            metrics.logEnds(Map.of());
            metrics.failed(Stage.SOURCE);
            LOG.debug("The brokers do not tell the log ends", e);
        }
    }

    /** Spark interrupts the batch under way, so it is waited for; the next one cannot begin, and is interrupted. */
    private void stopBetweenBatches(StreamingQuery query) throws StreamingQueryException {
        underWay.lock();
        try {
            if (query.isActive()) {
                stop(query);
            }
        } finally {
            underWay.unlock();
        }
        if (query.exception().isDefined()) {
            throw query.exception().get();
        }
    }

    private static void stop(StreamingQuery query) {
        try {
            query.stop();
        } catch (TimeoutException e) {
            LOG.warn("The query did not stop in time; what it has not committed is read again by the next start");
        }
    }

    @Override
    public void close() {
        batches.close();
        topic.close();
    }

    /** Waits beside a writer that lives, and says so. */
    private record Waiting(RunMetrics metrics) implements Standby {
        @Override
        public boolean waitsFor(ActiveWriter writer) {
            metrics.standingBy(writer);
            LOG.info("Waiting beside {}; --take-over would not", writer);
            return true;
        }

        @Override
        public boolean pause(Duration time) {
            try {
                Thread.sleep(time.toMillis());
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
