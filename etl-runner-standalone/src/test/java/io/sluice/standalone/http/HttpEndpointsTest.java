package io.sluice.standalone.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpEndpoints endpoints;

    @BeforeEach
    void start() throws IOException {
        endpoints = HttpEndpoints.start(
                "127.0.0.1",
                0,
                Map.of("/page", accept -> Response.text(200, "asked for " + accept), "/broken", accept -> {
                    throw new IllegalStateException("a secret");
                }));
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

        assertThatThrownBy(() -> HttpEndpoints.start("127.0.0.1", port, Map.of()))
                .isInstanceOf(BindException.class);
    }

    @Test
    void afterTheEndNobodyListens() throws IOException {
        int port = URI.create(endpoints.uri()).getPort();
        endpoints.close();

        HttpEndpoints.start("127.0.0.1", port, Map.of()).close();
    }

    @Test
    void aHostWithoutAddressIsRefused() {
        assertThatThrownBy(() -> HttpEndpoints.start("no such host", 0, Map.of()))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no such host");
    }
}
