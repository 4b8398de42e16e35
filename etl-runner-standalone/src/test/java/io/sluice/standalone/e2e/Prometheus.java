package io.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Prometheus in a process of its own, with the repository's configuration and other targets. */
final class Prometheus implements AutoCloseable {
    /** Debian's package. */
    static final Path BINARY = Path.of("/usr/bin/prometheus");

    private static final Path FOLDER = Path.of("../monitoring/prometheus").toAbsolutePath();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String uri;

    private Prometheus(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /** @param targets the host and port to scrape instead of each one that the configuration names */
    static Prometheus start(Path dir, Map<String, String> targets) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        String config = Files.readString(FOLDER.resolve("prometheus.yml"))
                .replaceAll("(scrape|evaluation)_interval: 15s", "$1_interval: 1s")
                .replace("rules/*.yml", FOLDER + "/rules/*.yml")
                .replace("localhost:9090", "127.0.0.1:" + port);
        for (Map.Entry<String, String> target : targets.entrySet()) {
            if (!config.contains("[\"" + target.getKey() + "\"]")) {
                throw new AssertionError("prometheus.yml does not name " + target.getKey());
            }
            config = config.replace("[\"" + target.getKey() + "\"]", "[\"" + target.getValue() + "\"]");
        }
        Path file = Files.writeString(dir.resolve("prometheus.yml"), config);
        Process process = new ProcessBuilder(
                        BINARY.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + dir.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("prometheus.log").toFile())
                .start();
        return new Prometheus(process, "http://127.0.0.1:" + port);
    }

    private JsonNode get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(uri + path)).build();
            return new ObjectMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot ask Prometheus for " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** The health of every target, by its job; empty while it starts. */
    List<String> targets() {
        List<String> health = new ArrayList<>();
        try {
            get("/api/v1/targets")
                    .at("/data/activeTargets")
                    .forEach(target -> health.add(target.at("/labels/job").asText() + " "
                            + target.get("health").asText()));
        } catch (UncheckedIOException starting) {
            health.clear();
        }
        return health;
    }

    /** Every recording and alerting rule. */
    List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        get("/api/v1/rules").at("/data/groups").forEach(group -> group.get("rules")
                .forEach(rules::add));
        return rules;
    }

    /** How many series an expression gives now. */
    int series(String expression) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError("Prometheus refuses " + expression + ": " + answer);
        }
        return answer.at("/data/result").size();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
