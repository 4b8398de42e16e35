package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.conformance.TestForm;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionState;
import io.sluice.kafka.testkit.HostileTopic;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.lake.PollingReader;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import io.sluice.standalone.e2e.Torture.Storage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two real processes on one lake: only one of them writes at a time, and whatever happens to it, the other goes on where
 * it was. DuckDB judges the tables, while they are written and at the end.
 */
@Tag("e2e")
class TwoInstancesTest {
    private static final HostileLog.Options OPTIONS = HostileLog.Options.standard()
            .withRecords(TestForm.pick(3_000, 20_000))
            .withLines(false);
    private static final HostileLog LOG = HostileLog.of(OPTIONS);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SERVING = Pattern.compile("serving .* at (http://\\S+)");

    @TempDir
    static Path shared;

    private static KafkaBroker broker;
    private static S3Server server;

    @TempDir
    Path dir;

    private final List<SluiceProcess> processes = new ArrayList<>();
    private String topic;
    private Map<String, String> settings;
    private ObjectStore store;
    private PollingReader reader;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(shared.resolve("broker"));
        server = S3Server.start(shared.resolve("s3"));
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private void prepare(Storage storage) {
        settings = new TreeMap<>(HostileTopic.settings(dir, OPTIONS));
        topic = "events-" + UUID.randomUUID();
        settings.put("source.topic", topic);
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        // Many small commits, so that there is always one to be interrupted in.
        settings.put("commit.bytes", "32KB");
        settings.put("commit.interval", "2s");
        // The log is written in parts, and no partition is to be left out meanwhile.
        settings.put("watermark.idle", "1h");
        settings.put("http.port", "0");
        publish(0, 30);
        PipelineSpec spec = LOG.spec();
        if (storage == Storage.LOCAL) {
            settings.put("lake.uri", "lake");
            store = new LocalStore(dir.resolve("lake"), false);
            reader = PollingReader.start(dir.resolve("lake"), spec.windows(), false);
        } else {
            URI root = S3Server.newRoot();
            settings.put("lake.uri", root.toString());
            server.properties().forEach((key, value) -> settings.put("hadoop." + key, value));
            store = HadoopStore.open(root, server.properties(), false);
            reader = PollingReader.start(store, dir.resolve("lake"), spec.windows(), false);
        }
    }

    private void publish(int fromPercent, int toPercent) {
        HostileTopic.publish(LOG, broker.bootstrapServers(), topic, fromPercent, toPercent);
    }

    /** Has a run commit small pieces of the log, so that whatever comes right after finds it in mid-run. */
    private void keepBusy(SluiceProcess process, int fromPercent, int toPercent) {
        for (int percent = fromPercent; percent < toPercent; percent += 5) {
            long before = CommitLog.open(store).lastNumber();
            publish(percent, percent + 5);
            awaitRecords(process, before + 1);
        }
    }

    private void closeAll() {
        processes.forEach(SluiceProcess::close);
        reader.close();
    }

    private SluiceProcess run(String... options) {
        SluiceProcess process = SluiceProcess.start(dir, arguments("run", options));
        processes.add(process);
        return process;
    }

    private String[] arguments(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(options));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments.toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatWasStoppedAndTakenOverPublishesNothingMore(Storage storage) {
        prepare(storage);
        try {
            SluiceProcess sleeper = run("--drain");
            awaitRecords(sleeper, 2);
            keepBusy(sleeper, 30, 60);
            sleeper.signal("STOP");
            publish(60, 100);

            SluiceProcess successor = run("--until-caught-up", "--drain");
            Finished second = successor.await();
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.err()).contains("standing by: writer ").contains("took the lake over with commit ");
            sleeper.signal("CONT");
            Finished first = sleeper.await();

            assertThat(first.exitCode()).as(first.err()).isEqualTo(75);
            assertThat(first.err())
                    .containsPattern("Commit \\d+ of \\S+ was made by writer [0-9a-f]+ \\(TAKE_OVER at")
                    .contains("stop this one, or start it again to stand by");
            judge(storage);
        } finally {
            closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoStartedTogetherOneCommitsAndTheOtherGoesOnWhenItIsKilled(Storage storage) throws Exception {
        prepare(storage);
        try {
            SluiceProcess one = run("--drain");
            SluiceProcess other = run("--drain");
            await().atMost(PATIENCE).until(() -> isStandingBy(one) || isStandingBy(other));
            SluiceProcess owner = isStandingBy(one) ? other : one;
            SluiceProcess waiting = isStandingBy(one) ? one : other;
            assertStandsBy(waiting);
            keepBusy(owner, 30, 60);
            owner.kill();
            publish(60, 100);

            await().atMost(PATIENCE).until(() -> position() >= OPTIONS.records());
            waiting.terminate();
            Finished second = waiting.await();

            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.err()).containsOnlyOnce("standing by: writer ").contains("took the lake over with");
            assertThat(writers()).as("writers of all commits, in turn").hasSize(2);
            judge(storage);
        } finally {
            closeAll();
        }
    }

    private static boolean isStandingBy(SluiceProcess process) {
        return process.err().contains("standing by: writer ");
    }

    /** It is well, not ready, and whoever asks is told why. */
    private void assertStandsBy(SluiceProcess process) throws IOException, InterruptedException {
        Matcher serving = SERVING.matcher(process.err());
        assertThat(serving.find()).as(process.err()).isTrue();
        assertThat(get(serving.group(1) + "/healthz").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = get(serving.group(1) + "/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("lake: standing by while writer ");
        Finished status = SluiceProcess.run(dir, arguments("status"));
        assertThat(status.out())
                .containsPattern("Writer +[0-9a-f]+ on .*process \\d+; (last sign of life|silent for) \\d+ s")
                .containsPattern("Standing by +[0-9a-f]+ on .*process \\d+; (last sign of life|silent for) \\d+ s");
    }

    private static HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void awaitRecords(SluiceProcess process, long number) {
        CommitLog log = CommitLog.open(store);
        while (log.refresh() < number) {
            assertThat(process.isAlive()).as(process.err()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private long position() {
        return CommitLog.open(store).last().stream()
                .flatMap(record -> record.partitions().values().stream())
                .mapToLong(PartitionState::position)
                .sum();
    }

    /** Who made the commits: each change from one to another is a take-over. */
    private List<String> writers() {
        CommitLog log = CommitLog.open(store);
        List<String> writers = new ArrayList<>();
        for (CommitRecord record : log.read(1, log.lastNumber())) {
            if (writers.isEmpty() || !writers.get(writers.size() - 1).equals(record.writerId())) {
                writers.add(record.writerId());
            }
        }
        return writers;
    }

    private void judge(Storage storage) {
        PollingReader.Report report = reader.finish();
        assertThat(report.violations()).isEmpty();
        assertThat(report.looks()).isGreaterThan(3);
        PipelineSpec spec = LOG.spec();
        ExpectedTables expected = ReferenceModel.tables(spec, LOG.partitions(), true);
        LakeTables tables = new LakeTables(dir.resolve("lake"));
        assertThat(tables.events(spec.schema())).isEqualTo(expected.events());
        assertThat(tables.late(spec.schema())).isEqualTo(expected.late());
        assertThat(tables.rejected()).isEqualTo(expected.rejected());
        assertThat(tables.windows(spec.windows())).isEqualTo(expected.windows());
        Finished audit = SluiceProcess.run(dir, arguments("audit"));
        assertThat(audit.exitCode()).as(storage + audit.out() + audit.err()).isZero();
        assertThat(store.list("_sluice/staged")).isEmpty();
        assertThat(store.list("_sluice/writers"))
                .as("all said that they ended, or were swept")
                .isEmpty();
    }
}
