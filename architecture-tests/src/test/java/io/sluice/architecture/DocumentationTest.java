package io.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documentation says what is there: links, snippets, names of classes and files, the size of the jar. */
class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern FENCE = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern TYPE_NAME = Pattern.compile("([A-Z][a-z]+){2,}");
    private static final Set<String> OF_LIBRARIES = Set.of("BigDecimal");
    private static final Pattern MEGABYTES = Pattern.compile("sluice\\.jar`,? (?:has )?(\\d+) MB");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            String prose = FENCE.matcher(Files.readString(page)).replaceAll("");
            for (String link : matches(LINK, prose)) {
                if (!link.matches("[a-z]+://.*") && !resolves(page, link)) {
                    broken.add(ROOT.relativize(page) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean resolves(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!target.startsWith(ROOT) || !Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || anchors(target).contains(parts[1]);
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return matches(HEADING, FENCE.matcher(Files.readString(page)).replaceAll("")).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyPageIsReachedFromTheReadme() throws IOException {
        Set<Path> reached = new TreeSet<>(Set.of(ROOT.resolve("README.md")));
        for (String link : matches(LINK, Files.readString(ROOT.resolve("README.md")))) {
            reached.add(ROOT.resolve(link.replaceFirst("#.*", "")));
        }
        assertThat(reached).containsAll(pages());
    }

    @ParameterizedTest
    @CsvSource({
        "embed-core, docs/embedding.md, examples/embed-core/src/main/java/example/EmbedCore.java",
        "embed-pipeline, docs/embedding.md, examples/embed-pipeline/src/main/java/example/EmbedPipeline.java",
        "conformance, docs/conformance.md, examples/conformance/src/main/java/example/Conformance.java",
    })
    void snippetsAreTheCodeOfTheExamples(String snippet, String page, String source) throws IOException {
        String shown = between(Files.readString(ROOT.resolve(page)), "```java " + snippet + "\n", "```");
        String code = between(Files.readString(ROOT.resolve(source)), "// tag::embed[]\n", "// end::embed[]");

        assertThat(shown.stripIndent().strip()).isEqualTo(code.stripIndent().strip());
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as("place of " + start).isNotNegative();
        return text.substring(from + start.length(), text.indexOf(end, from + start.length()));
    }

    /** Code quotes that look like a type, in the pages that guide through the sources. */
    @Test
    void everyClassThatIsNamedExists() throws IOException {
        Set<String> files;
        try (Stream<Path> modules = Files.list(ROOT)) {
            files = modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(DocumentationTest::javaFiles)
                    .collect(Collectors.toSet());
        }
        Set<String> unknown = new TreeSet<>();
        for (Path page : pages()) {
            for (String code :
                    matches(CODE, FENCE.matcher(Files.readString(page)).replaceAll(""))) {
                Matcher type = TYPE_NAME.matcher(code.replaceFirst("[.(].*", ""));
                if (type.matches() && !files.contains(type.group()) && !OF_LIBRARIES.contains(type.group())) {
                    unknown.add(ROOT.relativize(page) + ": " + code);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static Stream<String> javaFiles(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot list " + sources, e);
        }
    }

    @Test
    @Tag("integration")
    void theJarHasTheSizeThatIsNamed() throws IOException {
        long bytes = Files.size(ROOT.resolve("etl-runner-standalone/target/sluice.jar"));
        for (String page : new String[] {"README.md", "docs/benchmarks.md"}) {
            List<String> named = matches(MEGABYTES, Files.readString(ROOT.resolve(page)));
            assertThat(named).as(page).hasSize(1);
            assertThat(Math.abs(Long.parseLong(named.get(0)) * 1_000_000 - bytes))
                    .as("%s says %s MB, the jar has %s bytes", page, named, bytes)
                    .isLessThan(2_000_000);
        }
    }
}
