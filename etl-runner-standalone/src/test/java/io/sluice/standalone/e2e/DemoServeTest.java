package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo that goes on: its page shows a pipeline at work until a signal ends it. */
@Tag("e2e")
class DemoServeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern ADDRESS = Pattern.compile("Look at (http://127\\.0\\.0\\.1:\\d+/)");
    private static final Pattern RECORDS = Pattern.compile("<b id=\"records\">([0-9,]+)</b>");
    private static final long OF_THE_DEMO = 5_000;
    /** Twenty minutes before the page is shown, at ten events a second. */
    private static final long OF_THE_PAST = 12_000;

    @TempDir
    Path dir;

    private final HttpClient client = HttpClient.newHttpClient();

    private String page(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private long records(String address) throws Exception {
        Matcher records = RECORDS.matcher(page(address));
        assertThat(records.find()).isTrue();
        return Long.parseLong(records.group(1).replace(",", ""));
    }

    @Test
    void showsAPipelineAtWorkUntilASignal() throws Exception {
        try (SluiceProcess demo = SluiceProcess.start(
                dir,
                "demo",
                "--serve",
                "--events",
                "" + OF_THE_DEMO,
                "--set",
                "http.port=0",
                "--set",
                "produce.http.port=0",
                "--set",
                "commit.interval=1s")) {
            await().atMost(PATIENCE).until(() -> ADDRESS.matcher(demo.err()).find() || !demo.isAlive());
            Matcher said = ADDRESS.matcher(demo.err());
            assertThat(said.find()).as(demo.err()).isTrue();
            String address = said.group(1);

            await().atMost(PATIENCE).until(() -> records(address) > OF_THE_DEMO + OF_THE_PAST);
            assertThat(page(address))
                    .contains("ready</span>", "iot-events", "event_count of the last 30 windows", "malformed_json");

            demo.terminate();
            Finished finished = demo.await(30);
            assertThat(finished.exitCode()).as(finished.err()).isZero();
            assertThat(finished.out()).contains("The question: p95 of event_duration");
        }
    }

    @Test
    void refusesToServeWithoutAPort() {
        Finished demo = SluiceProcess.run(dir, "demo", "--serve", "--events", "1000", "--set", "http.port=off");

        assertThat(demo.exitCode()).isEqualTo(78);
        assertThat(demo.err()).contains("sluice.http.port=off", "--set http.port=0");
    }
}
