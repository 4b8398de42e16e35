package io.sluice.standalone.live;

import io.sluice.app.http.Page;
import io.sluice.app.http.Readiness;
import io.sluice.app.http.Response;
import io.sluice.standalone.report.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The page that shows a run at work: whole at every request, so that it needs no JavaScript; where there is some, the
 * page renews what changes without being loaded again. It takes nothing from elsewhere. Thread-safe.
 */
public final class LivePage implements Page {
    private static final String STYLE = resource("/io/sluice/standalone/report/report.css") + resource("live.css");
    private static final String SCRIPT = resource("live.js");
    /** Nothing may run but the page's own script, whatever stands in the data. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; connect-src 'self';" + " script-src 'sha256-"
                    + sha256(SCRIPT) + "'";

    private final LiveState state;
    private final Readiness readiness;
    private final About about;

    /**
     * What does not change while a run goes on.
     *
     * @param source the topic or the files
     * @param lake where the tables are
     * @param aggregates names of the windows' columns, the by-columns first
     * @param byColumns how many of them are by-columns
     * @param counted index of the aggregate that is drawn
     * @param delay when a window is written, in words
     * @param settings the configuration
     */
    public record About(
            String source,
            String lake,
            List<String> aggregates,
            int byColumns,
            int counted,
            String delay,
            List<Setting> settings) {}

    /** A line of the configuration, as it may be shown. */
    public record Setting(String key, String value, String origin) {}

    public LivePage(LiveState state, Readiness readiness, About about) {
        this.state = state;
        this.readiness = readiness;
        this.about = about;
    }

    @Override
    public Response get(String accept) {
        Html page = new Html();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                        + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                        + "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>\n<title>Sluice: ")
                .text(about.source)
                .raw("</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n" + STYLE
                        + "</style>\n</head>\n<body>\n");
        page.raw("<header><h1>").text(about.source).raw(" <span class=\"soft\">to</span> ");
        page.text(about.lake)
                .raw("</h1>\n<p id=\"lost\" class=\"note\" hidden>This process does not answer any more;")
                .raw(" what follows is the last it said.</p></header>\n<main id=\"live\">\n");
        new LiveSections(state.snapshot(), readiness.problems(), about, page).write();
        page.raw("</main>\n");
        configuration(page);
        page.raw("<p class=\"soft\"><a href=\"/metrics\">/metrics</a> <a href=\"/readyz\">/readyz</a>"
                + " <a href=\"/healthz\">/healthz</a></p>\n<script>" + SCRIPT + "</script>\n</body>\n</html>\n");
        return new Response(200, "text/html; charset=utf-8", page.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void configuration(Html page) {
        page.raw("<details class=\"settings\"><summary>Configuration</summary>\n"
                + "<div class=\"scroll\"><table>\n"
                + "<thead><tr><th scope=\"col\" class=\"text\">key</th><th scope=\"col\""
                + " class=\"text\">value</th><th scope=\"col\" class=\"text\">from</th></tr></thead>\n"
                + "<tbody>\n");
        for (Setting setting : about.settings) {
            page.raw("<tr><td class=\"text\">").text(setting.key);
            page.raw("</td><td class=\"text\">").isolated(setting.value);
            page.raw("</td><td class=\"text soft\">").isolated(setting.origin).raw("</td></tr>\n");
        }
        page.raw("</tbody></table></div></details>\n");
    }

    private static String resource(String name) {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " from the jar", e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
