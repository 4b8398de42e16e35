package io.sluice.core.port;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link DeadLetters} keeps. Every test has a receiver of its own. */
public abstract class DeadLettersContract {
    private final List<DeadLetters> opened = new ArrayList<>();

    /** Letters to this test's receiver, not opened. */
    protected abstract DeadLetters newLetters();

    /** What the receiver has got, in any order. */
    protected abstract List<Received> received();

    /**
     * A letter as it arrived.
     *
     * @param time null where the record had none
     * @param key null where the record had none
     * @param value null where the record had none
     */
    public record Received(
            String reason,
            String field,
            String detail,
            String source,
            int partition,
            long offset,
            Long time,
            long bytes,
            String key,
            String value) {}

    @AfterEach
    void closeAll() {
        opened.forEach(DeadLetters::close);
    }

    private DeadLetters open() {
        DeadLetters letters = newLetters();
        opened.add(letters);
        letters.open("iot-events");
        return letters;
    }

    protected static Rejection rejection(long offset, byte[] payload) {
        return new Rejection(
                RejectionReason.MALFORMED_JSON,
                "",
                "found x",
                3,
                offset,
                1_767_596_400_000L + offset,
                payload,
                payload == null ? 0 : payload.length);
    }

    @Test
    void aLetterSaysAllThatIsKnown() {
        Rejection full = new Rejection(
                RejectionReason.NOT_IN_ENUM,
                "/device_type",
                "expected one of a, b, found \u00e4 \u263a",
                7,
                1L << 40,
                1_767_596_400_000L,
                1_767_596_400_000L,
                "{\"x\":\u0000\u00ff}".getBytes(UTF_8),
                12_345_678,
                "device-001".getBytes(UTF_8));
        Rejection bare =
                new Rejection(RejectionReason.EMPTY, "", "the record has no value", 0, 0, RecordBatch.NO_TIME, null, 0);
        DeadLetters letters = open();
        letters.send(List.of(full, bare));
        letters.flush();
        assertThat(received())
                .containsExactlyInAnyOrder(
                        new Received(
                                "not_in_enum",
                                "/device_type",
                                "expected one of a, b, found \u00e4 \u263a",
                                "iot-events",
                                7,
                                1L << 40,
                                1_767_596_400_000L,
                                12_345_678,
                                "device-001",
                                "{\"x\":\u0000\u00ff}"),
                        new Received("empty", "", "the record has no value", "iot-events", 0, 0, null, 0, null, null));
        assertThat(letters.sent()).isEqualTo(2);
    }

    @Test
    void flushedLettersAreThereWhateverHappensNext() {
        DeadLetters letters = open();
        letters.send(numbered(0, 500));
        letters.flush();
        letters.send(numbered(500, 501));
        letters.close();
        assertThat(received())
                .extracting(Received::offset)
                .containsAll(LongStream.range(0, 500).boxed().toList());
    }

    @Test
    void nothingToFlushIsNoTrouble() {
        DeadLetters letters = open();
        letters.flush();
        letters.send(List.of());
        letters.flush();
        assertThat(received()).isEmpty();
        assertThat(letters.sent()).isZero();
    }

    @Test
    void lettersAreSentWhileOthersAreFlushed() {
        DeadLetters letters = open();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            for (int first = 0; first < 2_000; first += 100) {
                letters.send(numbered(first, first + 100));
            }
        });
        while (!sending.isDone()) {
            letters.flush();
        }
        sending.join();
        letters.flush();
        assertThat(received()).hasSize(2_000);
        assertThat(letters.sent()).isEqualTo(2_000);
    }

    @Test
    void onlyOpenOnesTakeLetters() {
        DeadLetters letters = newLetters();
        opened.add(letters);
        assertThatThrownBy(() -> letters.send(numbered(0, 1))).isInstanceOf(IllegalStateException.class);
        letters.open("iot-events");
        assertThatThrownBy(() -> letters.open("iot-events")).isInstanceOf(IllegalStateException.class);
        letters.close();
        letters.close();
        assertThatThrownBy(letters::flush).isInstanceOf(IllegalStateException.class);
    }

    private static List<Rejection> numbered(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> rejection(offset, ("{" + offset).getBytes(UTF_8)))
                .toList();
    }
}
