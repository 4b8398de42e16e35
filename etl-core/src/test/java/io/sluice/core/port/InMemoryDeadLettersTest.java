package io.sluice.core.port;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.port.InMemoryDeadLetters.Letter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class InMemoryDeadLettersTest extends DeadLettersContract {
    private final List<Letter> topic = new CopyOnWriteArrayList<>();

    @Override
    protected DeadLetters newLetters() {
        return new InMemoryDeadLetters(topic);
    }

    @Override
    protected List<Received> received() {
        return topic.stream().map(InMemoryDeadLettersTest::received).toList();
    }

    private static Received received(Letter letter) {
        Rejection rejection = letter.rejection();
        return new Received(
                rejection.reason().label(),
                rejection.field(),
                rejection.detail(),
                letter.source(),
                rejection.partition(),
                rejection.offset(),
                rejection.recordTime() == RecordBatch.NO_TIME ? null : Long.valueOf(rejection.recordTime()),
                rejection.payloadBytes(),
                text(rejection.key()),
                text(rejection.payload()));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
