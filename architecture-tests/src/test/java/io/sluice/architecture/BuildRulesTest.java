package io.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the build files promise: which module depends on which, and versions named once. */
class BuildRulesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static Element pom(String module) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(ROOT.resolve(module).resolve("pom.xml").toFile())
                .getDocumentElement();
    }

    private static String child(Element element, String name) {
        NodeList children = element.getElementsByTagName(name);
        return children.getLength() == 0
                ? ""
                : children.item(0).getTextContent().strip();
    }

    /** The artifacts a module ships with: scope compile or runtime. */
    private static Set<String> shipped(String module, String group) throws Exception {
        Set<String> artifacts = new TreeSet<>();
        NodeList dependencies = pom(module).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            boolean ofPlugin =
                    dependency.getParentNode().getParentNode().getNodeName().equals("plugin");
            if (!ofPlugin
                    && !child(dependency, "scope").equals("test")
                    && child(dependency, "groupId").matches(group)) {
                artifacts.add(child(dependency, "artifactId"));
            }
        }
        return artifacts;
    }

    @Test
    void modulesDependOnWhatTheyMay() throws Exception {
        assertThat(shipped("etl-core", "io\\.sluice")).isEmpty();
        assertThat(shipped("etl-adapters-kafka", "io\\.sluice")).containsExactly("etl-core");
        assertThat(shipped("etl-adapters-s3", "io\\.sluice")).containsExactly("etl-core");
        assertThat(shipped("etl-runner-spark", "io\\.sluice")).containsExactly("etl-adapters-s3", "etl-core");
        assertThat(shipped("etl-runner-standalone", "io\\.sluice"))
                .containsExactly("etl-adapters-kafka", "etl-adapters-s3", "etl-core");
    }

    @Test
    void theCoreShipsWithItsFewLibrariesOnly() throws Exception {
        assertThat(shipped("etl-core", ".*")).containsExactly("jackson-core", "jackson-databind", "t-digest");
    }

    @Test
    void nobodyShipsABroker() throws Exception {
        for (String module : new String[] {"etl-adapters-kafka", "etl-runner-standalone", "etl-runner-spark"}) {
            assertThat(shipped(module, "org\\.apache\\.kafka")).as(module).doesNotContain("kafka_2.13");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etl-core",
                "etl-adapters-kafka",
                "etl-adapters-s3",
                "etl-runner-standalone",
                "etl-runner-spark",
                "architecture-tests"
            })
    void versionsOfDependenciesAreNamedInTheParentOnly(String module) throws Exception {
        Set<String> versioned = new HashSet<>();
        NodeList dependencies = pom(module).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            boolean ofPlugin =
                    dependency.getParentNode().getParentNode().getNodeName().equals("plugin");
            // By a property of the parent is named there.
            if (!ofPlugin && !child(dependency, "version").matches("|\\$\\{.*}")) {
                versioned.add(child(dependency, "artifactId"));
            }
        }
        assertThat(versioned).isEmpty();
    }

    /** A class that is renamed takes the scripts along that start it. */
    @Test
    void scriptsNameClassesThatAreThere() throws Exception {
        Pattern named = Pattern.compile("\\bio(?:\\.[a-z0-9]+)+\\.[A-Z]\\w+|\\b[A-Z]\\w+Test\\b");
        Set<String> missing = new TreeSet<>();
        Set<String> there = classes();
        for (Path script : scripts()) {
            Matcher names = named.matcher(Files.readString(script));
            while (names.find()) {
                if (!there.contains(names.group())) {
                    missing.add(ROOT.relativize(script) + ": " + names.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Path> scripts() throws Exception {
        List<Path> scripts = new ArrayList<>(List.of(
                ROOT.resolve("sluice"), ROOT.resolve("Makefile"), ROOT.resolve("AGENTS.md"), ROOT.resolve(".ci/run")));
        try (Stream<Path> files = Files.list(ROOT.resolve("scripts"))) {
            files.forEach(scripts::add);
        }
        return scripts;
    }

    /** By their full names and by their simple ones. */
    private static Set<String> classes() throws Exception {
        Set<String> classes = new HashSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                for (String sources : new String[] {"src/main/java", "src/test/java"}) {
                    collectClasses(module.resolve(sources), classes);
                }
            }
        }
        return classes;
    }

    private static void collectClasses(Path sources, Set<String> classes) throws Exception {
        if (!Files.isDirectory(sources)) {
            return;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(file -> sources.relativize(file).toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file ->
                            file.substring(0, file.length() - ".java".length()).replace(File.separatorChar, '.'))
                    .forEach(name -> classes.addAll(List.of(name, name.substring(name.lastIndexOf('.') + 1))));
        }
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws Exception {
        Set<Path> silent = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                collectSilentPackages(sources, silent);
            }
        }
        assertThat(silent).isEmpty();
    }

    private static void collectSilentPackages(Path sources, Set<Path> silent) throws Exception {
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .forEach(silent::add);
        }
    }
}
