package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is in the jar for spark-submit: what Spark does not ship, under names that nobody else uses. */
@Tag("integration")
class SparkJarTest {
    private static JarFile jar;
    private static List<String> names;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(SparkHome.jar().toFile());
        names = jar.stream()
                .filter(entry -> !entry.isDirectory())
                .map(JarEntry::getName)
                .toList();
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void holdsNothingOutsideItsOwnPackage() {
        assertThat(names).allMatch(name -> name.startsWith("io/sluice/") || name.startsWith("META-INF/"), "own names");
        assertThat(names).anyMatch(name -> name.startsWith("io/sluice/shaded/tdunning/"));
        assertThat(names).contains("io/sluice/spark/StreamingEtl.class", "io/sluice/spark/PercentileQuery.class");
        assertThat(names).contains("io/sluice/lake/ParquetLake.class", "io/sluice/shaded/picocli/CommandLine.class");
    }

    @Test
    void offersNoServiceThatItDoesNotHold() throws IOException {
        for (String name : names) {
            if (name.startsWith("META-INF/services/")) {
                String text = new String(jar.getInputStream(jar.getEntry(name)).readAllBytes());
                for (String provider : text.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList()) {
                    assertThat(names).contains(provider.strip().replace('.', '/') + ".class");
                }
            }
        }
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(SparkHome.jar())).isLessThan(5_000_000);
    }
}
