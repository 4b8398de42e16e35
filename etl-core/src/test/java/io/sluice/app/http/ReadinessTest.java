package io.sluice.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private Duration now = Duration.ZERO;
    private final Readiness readiness = new Readiness(() -> now.toNanos(), Duration.ofSeconds(90));

    private String page(int status) {
        Response response = readiness.get(null);
        assertThat(response.status()).isEqualTo(status);
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void allPartsMustHaveAnswered() {
        readiness.require("source", "not read yet");
        readiness.require("lake", "not opened yet");
        assertThat(page(503)).isEqualTo("not ready\nsource: not read yet\nlake: not opened yet\n");

        readiness.answered("source");
        assertThat(page(503)).isEqualTo("not ready\nlake: not opened yet\n");

        readiness.answered("lake");
        assertThat(page(200)).isEqualTo("ready\n");
    }

    @Test
    void aPartThatFailsIsNamedUntilItAnswersAgain() {
        readiness.answered("source");
        readiness.failed("source", "no broker\nat b1:9092");
        assertThat(page(503)).isEqualTo("not ready\nsource: no broker at b1:9092\n");

        readiness.answered("source");
        assertThat(page(200)).isEqualTo("ready\n");
    }

    @Test
    void aPartThatHangsIsNamed() {
        readiness.answered("lake");
        now = now.plusSeconds(90);
        assertThat(page(200)).isEqualTo("ready\n");

        now = now.plusSeconds(1);
        assertThat(page(503)).isEqualTo("not ready\nlake: has not answered for 91 s\n");
    }

    @Test
    void whatIsOwedForTooLongIsNamedUntilItIsDone() {
        readiness.owes("commit", "records wait", Duration.ofSeconds(90));
        now = now.plusSeconds(90);
        readiness.owes("commit", "more records wait", Duration.ofSeconds(90));
        assertThat(page(200)).isEqualTo("ready\n");

        now = now.plusSeconds(1);
        assertThat(page(503)).isEqualTo("not ready\ncommit: records wait for 91 s\n");

        readiness.done("commit");
        assertThat(page(200)).isEqualTo("ready\n");
    }
}
