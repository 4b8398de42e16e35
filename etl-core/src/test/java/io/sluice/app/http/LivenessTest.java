package io.sluice.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private Duration now = Duration.ZERO;
    private final Liveness liveness = new Liveness(() -> now.toNanos(), Duration.ofMinutes(1));

    @Test
    void whatHasBegunToMoveMustGoOnMoving() {
        now = now.plusHours(1);
        assertThat(liveness.get(null).status()).as("it has not begun").isEqualTo(200);

        liveness.moved();
        now = now.plusMinutes(1);
        assertThat(liveness.get(null).status()).isEqualTo(200);

        now = now.plusSeconds(1);
        Response response = liveness.get(null);
        assertThat(response.status()).isEqualTo(503);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("has not moved for 61 s");

        liveness.moved();
        assertThat(liveness.get(null).status()).isEqualTo(200);
    }
}
