package io.sluice.standalone.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server for pages that can only be read. It answers GET and HEAD, 404 for a path nobody serves, 405 for
 * other methods, and 500 where a page fails. It ends with {@link #close}. Thread-safe.
 */
public final class HttpEndpoints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpEndpoints.class);
    /** Probes must be answered while a slow reader takes a page. */
    private static final int THREADS = 4;

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
     * @param host an address of this machine
     * @param port 0 for any free one
     * @param pages by their paths
     * @throws java.net.BindException if the port is taken or the address is not this machine's
     * @throws IOException if it cannot listen for another reason
     */
    public static HttpEndpoints start(String host, int port, Map<String, Page> pages) throws IOException {
        // Whoever connects and says nothing must not keep a thread; read once, when the server's classes are loaded.
        limit("sun.net.httpserver.maxReqTime", "10");
        limit("sun.net.httpserver.maxRspTime", "30");
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host + " is no address of this machine");
        }
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> serve(exchange, pages));
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "sluice-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.start();
        return new HttpEndpoints(host, server, threads);
    }

    private static void limit(String property, String seconds) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, seconds);
        }
    }

    private static void serve(HttpExchange exchange, Map<String, Page> pages) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            boolean head = method.equals("HEAD");
            Response response = head || method.equals("GET")
                    ? page(exchange, pages)
                    : Response.text(405, "Only GET and HEAD are answered here");
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

    private static Response page(HttpExchange exchange, Map<String, Page> pages) {
        String path = exchange.getRequestURI().getPath();
        Page page = pages.get(path);
        if (page == null) {
            return Response.text(404, "There is no such page; there are " + String.join(" ", pages.keySet()));
        }
        try {
            return page.get(exchange.getRequestHeaders().getFirst("Accept"));
        } catch (RuntimeException e) {
            log.warn("Page {} failed", path, e);
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
