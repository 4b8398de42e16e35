package io.sluice.app.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * A small HTTP server for pages that can only be read. It answers GET and HEAD, 404 for an unknown path, 405 for other
 * methods, 421 for a host name that is not this server's, and 500 where a page fails. Connections are bounded, and so is the
 * time that one may take to send its request or to take its answer; each has a thread, so slow ones hold up no other. It ends
 * with {@link #close}. Thread-safe.
 */
public final class HttpEndpoints implements AutoCloseable {
    /** Open connections at the most; more are closed as they come. */
    private static final int MAX_CONNECTIONS = 100;

    private final String host;
    private final HttpServer server;
    private final ExecutorService threads;

    private HttpEndpoints(String host, HttpServer server, ExecutorService threads) {
        this.host = host;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     * @param hosts the address of this machine to listen at, and the names under which browsers may ask for pages
     * @param pages by their paths
     * @param onFailure takes the path and the failure of a page that failed, from any thread
     * @throws java.net.BindException if the port is taken or the address is not this machine's
     * @throws IOException if it cannot listen for another reason
     */
    public static HttpEndpoints start(
            AllowedHosts hosts, int port, Map<String, Page> pages, BiConsumer<String, RuntimeException> onFailure)
            throws IOException {
        // Read once, when the server's classes are loaded. A probe gives up after 5 s at the earliest.
        limit("sun.net.httpserver.maxReqTime", "5");
        limit("sun.net.httpserver.maxRspTime", "30");
        limit("jdk.httpserver.maxConnections", String.valueOf(MAX_CONNECTIONS));
        InetSocketAddress address = new InetSocketAddress(hosts.listensAt(), port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(hosts.listensAt() + " is no address of this machine");
        }
        HttpServer server = HttpServer.create(address, 0);
        Map<String, Page> byPath = new TreeMap<>(pages);
        server.createContext("/", exchange -> serve(exchange, hosts, byPath, onFailure));
        ExecutorService threads = threads();
        server.setExecutor(threads);
        server.start();
        return new HttpEndpoints(hosts.listensAt(), server, threads);
    }

    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** As many as there can be connections, so that none waits for another; they end when they have nothing to do. */
    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, 2 * MAX_CONNECTIONS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(null, task, "sluice-http-" + number.incrementAndGet(), 256 << 10);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void serve(
            HttpExchange exchange,
            AllowedHosts hosts,
            Map<String, Page> pages,
            BiConsumer<String, RuntimeException> onFailure)
            throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Response response = response(exchange, hosts, pages, onFailure);
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            if (response.status() == 405) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            exchange.sendResponseHeaders(response.status(), head ? -1 : response.body().length);
            if (!head) {
                exchange.getResponseBody().write(response.body());
            }
        }
    }

    private static Response response(
            HttpExchange exchange,
            AllowedHosts hosts,
            Map<String, Page> pages,
            BiConsumer<String, RuntimeException> onFailure) {
        String asked = exchange.getRequestHeaders().getFirst("Host");
        if (!hosts.allows(asked)) {
            return Response.text(421, hosts.refusal(asked));
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Response.text(405, "Only GET and HEAD are answered here");
        }
        String path = exchange.getRequestURI().getPath();
        Page page = pages.get(path);
        if (page == null) {
            return Response.text(404, "There is no such page; there are " + String.join(" ", pages.keySet()));
        }
        try {
            return page.get(exchange.getRequestHeaders().getFirst("Accept"));
        } catch (RuntimeException e) {
            onFailure.accept(path, e);
            return Response.text(500, "The page failed; the log says why");
        }
    }

    /** Where it listens. */
    public String uri() {
        String named = host.contains(":") ? "[" + host + "]" : host;
        return "http://" + named + ":" + server.getAddress().getPort();
    }

    /** Stops at once; answers under way are cut. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
