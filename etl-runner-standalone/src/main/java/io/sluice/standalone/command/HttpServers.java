package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.ConfigurationException;
import io.sluice.app.config.Settings;
import io.sluice.app.http.AllowedHosts;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.app.http.Page;
import io.sluice.app.http.Response;
import io.sluice.standalone.metrics.Scrape;
import java.io.IOException;
import java.net.BindException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the pages of a command where the configuration says. */
final class HttpServers {
    private static final Logger log = LoggerFactory.getLogger(HttpServers.class);

    private HttpServers() {}

    /**
     * Begins to listen at {@code http.host} and a port.
     *
     * @return null where it goes without: the default port is taken, which must not keep a second process on a
     *     developer's machine from working
     * @throws ConfigurationException if it cannot listen where somebody told it to
     */
    static HttpEndpoints start(Settings settings, ConfigKey portKey, Map<String, Page> pages) {
        String host = settings.text(ConfigKey.HTTP_HOST);
        int port = settings.port(portKey);
        try {
            HttpEndpoints endpoints = HttpEndpoints.start(
                    new AllowedHosts(host, settings.list(ConfigKey.HTTP_ALLOWED_HOSTS)),
                    port,
                    pages,
                    (path, failure) -> log.warn("Page {} failed", path, failure));
            log.info("serving {} at {}", String.join(" ", new TreeMap<>(pages).keySet()), endpoints.uri());
            return endpoints;
        } catch (IOException e) {
            String where =
                    ConfigKey.PREFIX + portKey.key() + "=" + port + " on " + ConfigKey.HTTP_HOST.key() + "=" + host;
            if (e instanceof BindException && !settings.isSet(portKey) && !settings.isSet(ConfigKey.HTTP_HOST)) {
                log.warn(
                        "no metrics and health are served: {} is taken ({}); set {}{} to another port, 0 or off",
                        where,
                        e.getMessage(),
                        ConfigKey.PREFIX,
                        portKey.key());
                return null;
            }
            throw new ConfigurationException(
                    "Cannot serve metrics and health at " + where + ": " + e.getMessage()
                            + "; expected a free port of this machine, 0 for any, or off",
                    e);
        }
    }

    /** A page of metrics. */
    static Page metrics(Function<String, Scrape> scrape) {
        return accept -> {
            Scrape told = scrape.apply(accept);
            return new Response(200, told.contentType(), told.body());
        };
    }

    /** Says that the process answers. */
    static Page alive() {
        return accept -> Response.text(200, "ok");
    }
}
