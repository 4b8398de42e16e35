package io.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is in the executable jar, and what is not. */
@Tag("integration")
class ShippedJarTest {
    private static final Path PATH =
            Path.of("").toAbsolutePath().resolveSibling("etl-runner-standalone/target/sluice.jar");
    private static final long MOST_BYTES = 100_000_000;
    /** Of class files. */
    private static final int JAVA_8 = 52;

    private static JarFile jar;
    private static List<String> names;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(PATH.toFile());
        names = jar.stream().map(JarEntry::getName).collect(Collectors.toCollection(ArrayList::new));
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void isAtMostAHundredMegabytes() throws IOException {
        assertThat(Files.size(PATH)).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void itsBillOfMaterialsNamesWhatIsInItAndNothingOfTheTests() throws IOException {
        String bill = Files.readString(PATH.resolveSibling("sluice-sbom.json"));

        assertThat(bill).contains("\"bomFormat\" : \"CycloneDX\"");
        for (String shipped : List.of(
                "org.apache.kafka/kafka-clients",
                "org.apache.parquet/parquet-hadoop",
                "org.apache.hadoop/hadoop-aws",
                "io.sluice/etl-core",
                "info.picocli/picocli")) {
            assertThat(bill).contains("pkg:maven/" + shipped + "@");
        }
        assertThat(bill)
                .doesNotContain("pkg:maven/org.junit.jupiter/")
                .doesNotContain("pkg:maven/org.testcontainers/")
                .doesNotContain("pkg:maven/org.apache.kafka/kafka_2.13@");
    }

    @Test
    void saysWhatToRunAndWhichVersionItIs() throws IOException {
        Attributes manifest = jar.getManifest().getMainAttributes();

        assertThat(manifest.getValue("Main-Class")).isEqualTo("io.sluice.standalone.command.Main");
        assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
        assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    }

    @Test
    void holdsNoBrokerAndNoTestLibrary() {
        assertThat(names)
                .noneMatch(name -> name.matches("(kafka|scala)/.*[.]class"))
                .noneMatch(name -> name.startsWith("org/junit/") || name.startsWith("io/sluice/kafka/testkit/"));
    }

    @Test
    void holdsNoEntryTwice() {
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    }

    @Test
    void carriesNoSignatureOfSingleJars() {
        assertThat(names).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)"));
    }

    @Test
    void listsEveryServiceOnceAndEachExists() throws IOException {
        Set<String> entries = new HashSet<>(names);
        for (String name : names) {
            if (!name.matches("META-INF/services/[^/]+")) {
                continue;
            }
            List<String> providers = providers(name);
            assertThat(providers).as(name).doesNotHaveDuplicates();
            for (String provider : providers) {
                assertThat(entries).as(name).contains(provider.replace('.', '/') + ".class");
            }
        }
    }

    private static List<String> providers(String service) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(jar.getInputStream(jar.getJarEntry(service)), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    /** Else the JVM's archive leaves it out, and every command takes twice as long to start. */
    @Test
    void theLibraryOfTheCommandLineHasStackMaps() throws IOException {
        for (String name : names) {
            if (name.matches("picocli/.*[.]class")) {
                try (DataInputStream bytes = new DataInputStream(jar.getInputStream(jar.getJarEntry(name)))) {
                    bytes.skipNBytes(2 * Short.BYTES + Short.BYTES);
                    assertThat(bytes.readUnsignedShort()).as(name).isGreaterThanOrEqualTo(JAVA_8);
                }
            }
        }
    }

    @Test
    void carriesTheLicense() {
        assertThat(names).contains("META-INF/LICENSE.txt");
    }
}
