package io.sluice.standalone.command;

import io.sluice.app.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Kafka broker in this process, from a folder of jars that only it can see: the executable jar holds no broker. Its
 * starter is found by name, since neither side may depend on the other.
 */
final class DemoBroker implements AutoCloseable {
    /** Names the folder of jars; the launcher script sets it. */
    static final String FOLDER_PROPERTY = "sluice.demo.broker";

    private static final String STARTER = "io.sluice.kafka.testkit.KafkaBroker";

    private final URLClassLoader loader;
    private final AutoCloseable broker;
    private final String bootstrapServers;

    private DemoBroker(URLClassLoader loader, AutoCloseable broker, String bootstrapServers) {
        this.loader = loader;
        this.broker = broker;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Makes sure that there is a broker to start.
     *
     * @throws ConfigurationException if there is none
     */
    static Path requireClassPath() {
        String folder = System.getProperty(FOLDER_PROPERTY, "");
        if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
            throw new ConfigurationException("The demo brings its own Kafka broker, which is not part of the jar;"
                    + " run it from a source tree: ./sluice demo");
        }
        return Path.of(folder);
    }

    /** Starts a broker that keeps its data in a folder, and waits until it answers. */
    static DemoBroker start(Path data, PrintWriter err) throws IOException {
        err.println("Starting a Kafka broker in this process ...");
        URLClassLoader loader =
                new URLClassLoader("demo-broker", jars(requireClassPath()), ClassLoader.getPlatformClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Libraries of the broker look for their services through the thread.
        thread.setContextClassLoader(loader);
        try {
            Class<?> starter = loader.loadClass(STARTER);
            AutoCloseable broker =
                    (AutoCloseable) starter.getMethod("start", Path.class).invoke(null, data);
            String servers = (String) starter.getMethod("bootstrapServers").invoke(broker);
            return new DemoBroker(loader, broker, servers);
        } catch (ReflectiveOperationException e) {
            loader.close();
            throw new IllegalStateException("Cannot start the demo's broker", e.getCause() == null ? e : e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] jars(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                urls.add(url(jar));
            }
        }
        return urls.toArray(new URL[0]);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("A path has a URL: " + jar, e);
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        try {
            broker.close();
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release the jars of the demo's broker", e);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot stop the demo's broker", e);
        }
    }
}
