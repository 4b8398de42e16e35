package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.LakeUnreachableException;
import io.sluice.lake.store.FaultyS3;
import io.sluice.lake.store.FaultyS3.Fault;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever an S3 store and the network before it do to requests, a lake has every record once. */
@Tag("integration")
class StoreFaultsTest {
    private static final long END = 18;
    private static final int STEP = 6;

    /** As configured, but in less time: the number of attempts stays, the waits between them go. */
    private static final Map<String, String> QUICK = Map.of(
            "fs.s3a.retry.interval", "5ms",
            "fs.s3a.retry.throttle.interval", "5ms",
            "fs.s3a.attempts.maximum", "1",
            "fs.s3a.retry.limit", "3",
            "fs.s3a.connection.timeout", "15s");

    @TempDir
    static Path folder;

    private static S3Server server;

    private final URI root = S3Server.newRoot();
    private FaultyS3 proxy;

    @BeforeAll
    static void start() {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void startProxy() {
        proxy = FaultyS3.before(server);
    }

    @AfterEach
    void stopProxy() {
        proxy.close();
    }

    private ObjectStore store() {
        return HadoopStore.open(root, proxy.properties(QUICK), false);
    }

    private ObjectStore soundStore() {
        return HadoopStore.open(root, server.properties(), false);
    }

    /** What passes by itself, one request in five, at the start as well. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "EXPIRED_TOKEN", "EXPIRED_TOKEN_403", "DENIED", "HANG"})
    void nowAndThen(Fault fault) {
        Random random = new Random(fault.ordinal());
        proxy.plan((method, path) -> draw(random, 5) == 0 ? fault : Fault.NONE);

        Deliveries.deliver(new ParquetLake(Deliveries.config(store())), END, STEP);

        proxy.plan((method, path) -> Fault.NONE);
        Deliveries.assertExactlyOnce(soundStore(), END);
        assertThat(proxy.counts().get(fault)).isGreaterThan(5);
    }

    private static int draw(Random random, int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    /** A whole burst: more than the attempts of one request. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"INTERNAL_ERROR", "SLOW_DOWN", "DONE_BUT_500", "DONE_BUT_DROPPED", "HANG"})
    void inABurstInMidRun(Fault fault) {
        ParquetLake lake = new ParquetLake(Deliveries.config(store()));
        lake.open(Deliveries.request());
        Deliveries.commit(lake, 0, STEP);
        AtomicInteger left = new AtomicInteger(fault == Fault.HANG ? 1 : 12);
        proxy.plan((method, path) -> left.getAndDecrement() > 0 ? fault : Fault.NONE);

        Deliveries.commit(lake, STEP, END);

        assertThat(left.get()).isNegative();
        Deliveries.assertExactlyOnce(soundStore(), END);
    }

    @Test
    void aTotalOutageInMidRunIsRiddenOut() throws Exception {
        ParquetLake lake = new ParquetLake(Deliveries.config(store()));
        lake.open(Deliveries.request());
        Deliveries.commit(lake, 0, STEP);
        proxy.refuse();
        CompletableFuture<Void> rest = CompletableFuture.runAsync(() -> Deliveries.commit(lake, STEP, END));
        // Until a request has used up all of its attempts.
        assertThatThrownBy(() -> store().size("anything")).isInstanceOf(LakeUnreachableException.class);
        assertThat(rest).isNotDone();

        proxy.accept();

        rest.get(60, TimeUnit.SECONDS);
        Deliveries.assertExactlyOnce(soundStore(), END);
    }

    @Test
    void anOutageAtTheStartIsTold() {
        proxy.refuse();

        assertThatThrownBy(() -> new ParquetLake(Deliveries.config(store())).open(Deliveries.request()))
                .isInstanceOfSatisfying(LakeUnreachableException.class, e -> assertThat(e.isRetryable())
                        .isTrue())
                .hasMessageContainingAll(root.toString(), "hadoop.fs.s3a.endpoint");
    }

    /** Waiting would not help: somebody has to get new ones. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EXPIRED_TOKEN", "EXPIRED_TOKEN_403", "DENIED"})
    void credentialsThatExpireInMidRunEndIt(Fault fault) {
        ParquetLake lake = new ParquetLake(Deliveries.config(store()));
        lake.open(Deliveries.request());
        Deliveries.commit(lake, 0, STEP);
        proxy.plan((method, path) -> fault);

        assertThatThrownBy(() -> Deliveries.commit(lake, STEP, END))
                .isInstanceOfSatisfying(LakeUnreachableException.class, e -> assertThat(e.isRetryable())
                        .isFalse())
                .hasMessageContaining(fault == Fault.DENIED ? "access was denied" : "the credentials have expired");

        proxy.plan((method, path) -> Fault.NONE);
        Deliveries.deliver(new ParquetLake(Deliveries.config(store())), END, STEP);
        Deliveries.assertExactlyOnce(soundStore(), END);
    }
}
