package io.sluice.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointsTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private static final BiConsumer<String, RuntimeException> IGNORED = (path, failure) -> {};

    private HttpEndpoints endpoints;

    @BeforeEach
    void start() throws IOException {
        endpoints = start(0, Map.of("/page", accept -> Response.text(200, "asked for " + accept), "/broken", accept -> {
            throw new IllegalStateException("a secret");
        }));
    }

    private static HttpEndpoints start(int port, Map<String, Page> pages) throws IOException {
        AllowedHosts hosts = new AllowedHosts("127.0.0.1", List.of("Lake.example.org"));
        return HttpEndpoints.start(hosts, port, pages, IGNORED);
    }

    @AfterEach
    void stop() {
        endpoints.close();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(endpoints.uri() + path))
                        .method(method, BodyPublishers.noBody())
                        .header("Accept", "text/plain")
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aPageIsAnswered() throws Exception {
        HttpResponse<String> response = send("GET", "/page?query=1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("asked for text/plain\n");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(send("HEAD", "/page").statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/page").body()).isEmpty();
    }

    @Test
    void otherPathsAndMethodsAreNot() throws Exception {
        assertThat(send("GET", "/page/below").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/page").statusCode()).isEqualTo(405);
        assertThat(send("POST", "/page").headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void aPageThatFailsDoesNotTellWhy() throws Exception {
        HttpResponse<String> response = send("GET", "/broken");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("a secret");
        assertThat(send("GET", "/page").statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsRefused() {
        int port = URI.create(endpoints.uri()).getPort();

        assertThatThrownBy(() -> start(port, Map.of())).isInstanceOf(BindException.class);
    }

    @Test
    void afterTheEndNobodyListens() throws IOException {
        int port = URI.create(endpoints.uri()).getPort();
        endpoints.close();

        start(port, Map.of()).close();
    }

    @Test
    void aHostWithoutAddressIsRefused() {
        assertThatThrownBy(() -> HttpEndpoints.start(AllowedHosts.of("no such host"), 0, Map.of(), IGNORED))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no such host");
    }

    /** The client of the JDK does not let a program choose the header. */
    private String statusLine(String head) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private Socket connect() throws IOException {
        return new Socket("127.0.0.1", URI.create(endpoints.uri()).getPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:1234",
                "10.1.2.3:80",
                "localhost",
                "LOCALHOST:1234",
                "a.localhost",
                "[::1]:1234",
                "[fe80::1]",
                "sluice:1234",
                "lake.example.org",
                "lake.example.org.:1234"
            })
    void answersUnderItsOwnNames(String host) throws IOException {
        assertThat(statusLine("GET /page HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    /** A stranger's page whose name resolves to this machine (DNS rebinding). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:1234",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "1.2.3.4.5",
                "lake.example.org.evil.example",
                "evil.example:80:80",
                "[::1].evil.example"
            })
    void doesNotAnswerUnderANameOfOthers(String host) throws IOException {
        for (String method : List.of("GET", "HEAD", "POST")) {
            assertThat(statusLine(method + " /page HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void slowConnectionsDoNotHoldUpOthers() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = connect();
                slow.add(socket);
                socket.getOutputStream().write("GET /page HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
            }
            // Each of them still waits for the rest of its request while this one is answered.
            assertThat(send("GET", "/page").statusCode()).isEqualTo(200);
            for (Socket socket : slow) {
                assertThat(socket.getInputStream().available()).isZero();
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
