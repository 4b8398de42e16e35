package io.sluice.standalone.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.app.http.AllowedHosts;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.app.http.Page;
import io.sluice.app.http.Readiness;
import io.sluice.app.http.Response;
import io.sluice.core.event.RejectionReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a real browser, which is needed for it: Debian's chromium. */
@Tag("integration")
class LivePageBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Pattern RECORDS = Pattern.compile("<b id=\"records\">([0-9,]+)</b>");

    /** Looks into the page from outside: how wide it is in a narrow frame, and what it says where scripts are off. */
    private static final String FRAME = """
        <iframe src="/" %s style="width:390px;height:844px;border:0"></iframe><script>
        const frame = document.querySelector('iframe');
        frame.onload = () => {
          const page = frame.contentDocument;
          const refresh = page.querySelector('noscript meta');
          document.body.dataset.shown = page.documentElement.clientWidth;
          document.body.dataset.needed = page.documentElement.scrollWidth;
          document.body.dataset.refresh = refresh && refresh.content;
          document.getElementById('copy').innerHTML = page.getElementById('live').innerHTML;
        };</script><main id="copy"></main>\
        """;

    @TempDir
    Path dir;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpEndpoints endpoints;

    @BeforeEach
    void serveAPageThatChanges() throws IOException {
        assumeTrue(Files.isExecutable(CHROMIUM), "chromium is not installed: scripts/install-test-tools");
        LiveState state = new LiveState(() -> LiveRun.NOW);
        state.rejected(List.of(LiveRun.rejection(
                RejectionReason.MALFORMED_JSON,
                "<script>document.title = 'broken in'</script>",
                "<img src=x onerror=\"document.title = 'broken in'\">")));
        state.committing(LiveRun.windows(0, 30, "light", "motion"));
        LivePage page = new LivePage(state, new Readiness(() -> 0, Duration.ofMinutes(1)), LiveRun.ABOUT);
        Page changing = accept -> {
            int request = requests.incrementAndGet();
            LiveRun.commit(state, request, request * 10L, 10);
            return page.get(accept);
        };
        Map<String, Page> pages =
                Map.of("/", changing, "/phone", frame(""), "/still", frame("sandbox=allow-same-origin"));
        endpoints = HttpEndpoints.start(AllowedHosts.of("127.0.0.1"), 0, pages, (path, failure) -> {});
    }

    private static Page frame(String attribute) {
        byte[] html = FRAME.formatted(attribute).getBytes(StandardCharsets.UTF_8);
        return accept -> new Response(200, "text/html", html);
    }

    @AfterEach
    void stop() {
        if (endpoints != null) {
            endpoints.close();
        }
    }

    private String chromium(String path, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + dir.resolve("profile")));
        command.addAll(List.of(options));
        command.add(endpoints.uri() + path);
        Path out = dir.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(dir.resolve("err").toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static int records(String dom) {
        Matcher matcher = RECORDS.matcher(dom);
        assertThat(matcher.find()).as(dom).isTrue();
        return Integer.parseInt(matcher.group(1).replace(",", ""));
    }

    @Test
    void renewsItselfAndRunsNothingButItsOwnScript() throws Exception {
        String dom = chromium("/", "--dump-dom", "--virtual-time-budget=7000");

        assertThat(requests.get()).isGreaterThanOrEqualTo(3);
        assertThat(records(dom)).isGreaterThanOrEqualTo(20);
        assertThat(dom).contains("<title>Sluice: iot-events</title>", "<svg", "id=\"lost\" class=\"note\" hidden");
    }

    @Test
    void hasItsNumbersWithoutJavaScript() throws Exception {
        String dom = chromium("/still", "--dump-dom", "--virtual-time-budget=5000");

        assertThat(requests.get()).isEqualTo(1);
        assertThat(records(dom)).isEqualTo(10);
        assertThat(dom).contains("ready</span>", "data-refresh=\"5\"");
    }

    @Test
    void fitsOnAPhone() throws Exception {
        String dom = chromium("/phone", "--dump-dom", "--virtual-time-budget=1500", "--hide-scrollbars");

        assertThat(dom).contains("data-shown=\"390\"", "data-needed=\"390\"");
    }
}
