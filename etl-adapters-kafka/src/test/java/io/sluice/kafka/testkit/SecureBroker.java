package io.sluice.kafka.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A {@link KafkaBroker} that takes clients over TLS only, and only those that log in. Its certificate is made for the
 * occasion by the JDK's own {@code keytool}, and signed by nobody else. Not safe for use by several threads.
 */
public final class SecureBroker implements AutoCloseable {
    /** The user that may log in. */
    public static final String USER = "anna";

    /** Her password, which no message may repeat. */
    public static final String PASSWORD = "correct-horse-battery";

    private static final String STORE_PASSWORD = "store-of-the-broker";
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final Path dir;
    private final KafkaBroker broker;

    private SecureBroker(Path dir, KafkaBroker broker) {
        this.dir = dir;
        this.broker = broker;
    }

    /** Starts one; the folder takes its data and its certificates. */
    public static SecureBroker start(Path dir) {
        certificate(dir, "broker");
        certificate(dir, "stranger");
        Map<String, String> overrides = new HashMap<>();
        // A listener's name says nothing of its protocol.
        overrides.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
        overrides.put("inter.broker.listener.name", "PLAINTEXT");
        overrides.put("sasl.enabled.mechanisms", "PLAIN");
        overrides.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        overrides.put(
                "listener.name.plaintext.plain.sasl.jaas.config",
                LOGIN + "username=\"broker\" password=\"between-brokers\" user_broker=\"between-brokers\" user_" + USER
                        + "=\"" + PASSWORD + "\";");
        overrides.put("ssl.keystore.type", "PKCS12");
        overrides.put("ssl.keystore.location", store(dir, "broker.p12"));
        overrides.put("ssl.keystore.password", STORE_PASSWORD);
        overrides.put("ssl.truststore.type", "PKCS12");
        overrides.put("ssl.truststore.location", store(dir, "broker-trust.p12"));
        overrides.put("ssl.truststore.password", STORE_PASSWORD);
        return new SecureBroker(dir, KafkaBroker.start(dir.resolve("data"), overrides));
    }

    private static String store(Path dir, String name) {
        return dir.resolve(name).toAbsolutePath().toString();
    }

    /** A key with its certificate, and a store for those who trust it. */
    private static void certificate(Path dir, String name) {
        keytool(
                dir,
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "7",
                "-storetype",
                "PKCS12",
                "-keystore",
                name + ".p12");
        keytool(dir, "-exportcert", "-rfc", "-alias", name, "-keystore", name + ".p12", "-file", name + ".pem");
        keytool(
                dir,
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-file",
                name + ".pem",
                "-storetype",
                "PKCS12",
                "-keystore",
                name + "-trust.p12");
    }

    private static void keytool(Path dir, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", STORE_PASSWORD));
        try {
            Files.createDirectories(dir);
            Process process = new ProcessBuilder(command)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool " + arguments[0] + " in " + dir + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run keytool in " + dir, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool ran in " + dir, e);
        }
    }

    /** Properties of a client that may connect. */
    public Map<String, String> client() {
        return client(PASSWORD, "broker-trust.p12");
    }

    /** Properties of a client whose password is another. */
    public Map<String, String> clientWithPassword(String password) {
        return client(password, "broker-trust.p12");
    }

    /** Properties of a client that trusts another certificate than the broker's. */
    public Map<String, String> clientTrustingAnother() {
        return client(PASSWORD, "stranger-trust.p12");
    }

    private Map<String, String> client(String password, String trust) {
        Map<String, String> client = new HashMap<>();
        client.put("bootstrap.servers", broker.bootstrapServers());
        client.put("security.protocol", "SASL_SSL");
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", LOGIN + "username=\"" + USER + "\" password=\"" + password + "\";");
        client.put("ssl.truststore.type", "PKCS12");
        client.put("ssl.truststore.location", store(dir, trust));
        client.put("ssl.truststore.password", STORE_PASSWORD);
        return client;
    }

    /** What no message and no log may show. */
    public static List<String> secrets() {
        return List.of(PASSWORD, STORE_PASSWORD);
    }

    @Override
    public void close() {
        broker.close();
    }
}
