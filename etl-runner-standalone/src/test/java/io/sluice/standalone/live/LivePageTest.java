package io.sluice.standalone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.http.Readiness;
import io.sluice.app.http.Response;
import io.sluice.core.event.Records;
import io.sluice.core.event.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LivePageTest {
    private final LiveState state = new LiveState(() -> LiveRun.NOW);
    private final Readiness readiness = new Readiness(() -> 0, Duration.ofMinutes(1));

    private String page() {
        Response response = new LivePage(state, readiness, LiveRun.ABOUT).get(null);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo("text/html; charset=utf-8");
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aRunThatHasJustBegunHasAPage() {
        readiness.require("lake", "the run has not taken the lake over");

        assertThat(page())
                .contains("not ready", "lake: the run has not taken the lake over", "<b id=\"records\">0</b>")
                .contains("No window was closed", "Windows come late.");
    }

    @Test
    void showsTheNumbersOfTheRun() {
        readiness.answered("lake");
        state.started(LiveRun.record(1, 0, 0), Map.of(0, 0L));
        state.committing(LiveRun.windows(3, 2, "light", "motion"));
        LiveRun.commit(state, 12, 0, 1_000);
        state.notEvents(Records.decode(Records.GOOD), -1, 0);
        state.logEnds(Map.of(0, 1_234L));
        state.state(LiveRun.NOW.minusSeconds(605).toEpochMilli() * 1_000, 77, 3);

        assertThat(page())
                .contains("ready</span>", "<b id=\"records\">1,000</b>", "<b id=\"lag\">234</b>")
                .contains(
                        "<b id=\"watermark\">10 min 5 s</b>", "open windows; 77 ids remembered", "<b id=\"open\">3</b>")
                .contains("<tr><td class=\"text\">duplicates</td><td>200</td><td>20.00 %</td><td>100"
                        + " conflicting</td><td>6ec85f1f-8547-4c0c-acf6-3afcc21a470a of 2026-01-05T07:08:09Z,"
                        + " partition 0, offset 0</td>")
                .contains("<td>0 late after idle</td><td></td>")
                .contains("<tr><td class=\"text\">12</td><td>ingest</td>")
                .contains("event_count of the last 2 windows", "1970-01-01T00:04:00Z to 1970-01-01T00:05:00Z")
                .contains("<td class=\"text\"><bdi>motion</bdi></td><td>104</td><td>12.500</td>")
                .contains("<title>00:03: 103</title>");
    }

    @Test
    void showsTheConfigurationWithOriginsAndMasks() {
        assertThat(page())
                .contains("kafka.sasl.password</td><td class=\"text\"><bdi>****</bdi>")
                .contains("SLUICE_KAFKA_SASL_PASSWORD (environment)");
    }

    @Test
    void dataCannotBecomeMarkup() {
        String hostile = "<img src=x onerror=alert(1)>\"'</code><script>alert(1)</script>";
        state.rejected(List.of(LiveRun.rejection(RejectionReason.MALFORMED_JSON, hostile, hostile)));
        state.committing(LiveRun.windows(0, 1, hostile));
        LiveRun.commit(state, 1, 0, 10);
        readiness.require("source", hostile);

        assertThat(page()).contains("&lt;img src=x onerror=alert(1)&gt;").doesNotContain("<img", "<script>alert");
    }

    @Test
    void takesNothingFromElsewhere() {
        assertThat(page()).doesNotContain("http://", "https://", "@import").containsOnlyOnce("<script>");
        assertThat(page()).contains("script-src 'sha256-", "default-src 'none'");
    }

    @Test
    void agesAreSaidInTwoUnitsAtMost() {
        assertThat(LiveSections.words(Duration.ofMillis(59_900))).isEqualTo("59 s");
        assertThat(LiveSections.words(Duration.ofSeconds(61))).isEqualTo("1 min 1 s");
        assertThat(LiveSections.words(Duration.ofMinutes(150))).isEqualTo("2 h 30 min");
        assertThat(LiveSections.words(Duration.ofHours(49))).isEqualTo("2 d 1 h");
        assertThat(LiveSections.words(Duration.ofSeconds(-5))).isEqualTo("0 s");
    }
}
