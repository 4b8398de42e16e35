package io.sluice.lake.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.Table;
import io.sluice.lake.Deliveries;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.compact.Compactor.Compacted;
import io.sluice.lake.store.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundCompactionTest {
    private final MemoryStore store = new MemoryStore();
    private final List<Compacted> compactions = Collections.synchronizedList(new ArrayList<>());
    private final List<RuntimeException> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Error> errors = Collections.synchronizedList(new ArrayList<>());
    private final BackgroundCompaction.Listener listener = new BackgroundCompaction.Listener() {
        @Override
        public void accept(Compacted compacted) {
            compactions.add(compacted);
        }

        @Override
        public void failed(RuntimeException failure) {
            failures.add(failure);
        }

        @Override
        public void died(Error error) {
            errors.add(error);
        }
    };

    private ParquetLake open() {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        return lake;
    }

    private BackgroundCompaction start(BackgroundCompaction.Work work) {
        return BackgroundCompaction.start(CompactionRequest.ALL, work, listener);
    }

    private void compact(CompactionRequest request, BooleanSupplier stopped, Consumer<Compacted> done) {
        Compactor.open(store, () -> Instant.EPOCH).run(request, stopped, done);
    }

    @Test
    void anErrorIsToldAndEndsIt() throws InterruptedException {
        ParquetLake lake = open();
        OutOfMemoryError full = new OutOfMemoryError("heap");
        try (BackgroundCompaction background = start((request, stopped, done) -> {
            throw full;
        })) {
            background.committed(Deliveries.commit(lake, 0, 2));
            background.finish();
        }

        assertThat(errors).containsExactly(full);
        assertThat(failures).isEmpty();
    }

    @Test
    void compactsEveryHourThatCloses() throws InterruptedException {
        ParquetLake lake = open();
        try (BackgroundCompaction background = start(this::compact)) {
            for (long position = 0; position < 20; position += 2) {
                background.committed(Deliveries.commit(lake, position, position + 2));
            }
            background.finish();
        }
        assertThat(failures).isEmpty();
        assertThat(compactions).hasSize(4);
        assertThat(CommitLog.open(store).liveFiles(Table.EVENTS)).hasSize(4 + 2);
        open();
        Deliveries.assertExactlyOnce(store, 20);
    }

    @Test
    void looksOncePerHourOfEventTime() throws InterruptedException {
        ParquetLake lake = open();
        AtomicInteger looks = new AtomicInteger();
        try (BackgroundCompaction background = start((request, stopped, done) -> looks.incrementAndGet())) {
            CommitRecord hour = Deliveries.commit(lake, 0, 8);
            background.committed(hour);
            background.finish();
            background.committed(hour);
            background.committed(Deliveries.commit(lake, 8, 9));
            background.finish();
        }
        assertThat(looks).hasValue(1);
    }

    @Test
    void triesAgainAfterAFailureWhenTheNextHourCloses() throws InterruptedException {
        ParquetLake lake = open();
        AtomicInteger attempts = new AtomicInteger();
        try (BackgroundCompaction background = start((request, stopped, done) -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("the store is away");
            }
            compact(request, stopped, done);
        })) {
            Deliveries.commit(lake, 0, 2);
            background.committed(Deliveries.commit(lake, 2, 8));
            background.finish();
            assertThat(failures).hasSize(1);
            assertThat(compactions).isEmpty();
            background.committed(Deliveries.commit(lake, 8, 14));
            background.finish();
        }
        assertThat(compactions).isNotEmpty();
    }

    @Test
    void isStoppedInTheMiddle() throws InterruptedException {
        ParquetLake lake = open();
        CountDownLatch begun = new CountDownLatch(1);
        try (BackgroundCompaction background = start((request, stopped, done) -> {
            begun.countDown();
            while (!stopped.getAsBoolean()) {
                Thread.onSpinWait();
            }
        })) {
            background.committed(Deliveries.commit(lake, 0, 8));
            begun.await();
            background.stop();
            background.finish();
        }
        assertThat(failures).isEmpty();
    }
}
