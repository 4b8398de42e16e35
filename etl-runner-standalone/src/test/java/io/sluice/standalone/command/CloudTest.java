package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.lake.store.S3Server;
import io.sluice.standalone.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests of deploy/k8s and the scripts of deploy/aws say what there is, and do what they say. */
class CloudTest {
    private static final Path DEPLOY = Path.of("").toAbsolutePath().getParent().resolve("deploy");

    /** Stands for the AWS CLI: keeps policies as files, and passes on what is S3 where there is somebody to pass it to. */
    private static final String AWS = """
        #!/usr/bin/env bash
        set -u
        echo "$*" >> "$STATE/calls"
        last() { echo "${@: -1}"; }
        case "$1 $2" in
          "sts get-caller-identity") echo 123456789012 ;;
          "iam get-policy") [ -f "$STATE/${4##*/}" ] || exit 254; echo v1 ;;
          "iam get-policy-version") cat "$STATE/${4##*/}" ;;
          "iam create-policy") last "$@" > "$STATE/$4" ;;
          "iam create-policy-version") last "$@" > "$STATE/${4##*/}" ;;
          *)
            [ -n "${REAL_AWS:-}" ] || exit 0
            said=$("$REAL_AWS" --endpoint-url "$S3_ENDPOINT" "$@" 2>&1) && exit 0
            # The protocol server has buckets and objects; the CLI has checked the parameters of everything else.
            [[ $said == *NotImplemented* ]] && exit 0
            echo "$said" | tee -a "$STATE/failures" >&2
            exit 254
            ;;
        esac
        """;

    @TempDir
    Path dir;

    private record Said(int exitCode, String text) {}

    private Said provision(Map<String, String> environment, String... options) throws Exception {
        Path bin = Files.createDirectories(dir.resolve("bin"));
        Path aws = Files.writeString(bin.resolve("aws"), AWS);
        assertThat(aws.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of(
                "bash", DEPLOY.resolve("aws/provision").toString(), "--bucket", "new-lake", "--region", "us-east-1"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        builder.environment().put("STATE", dir.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private List<String> calls() throws IOException {
        Path calls = dir.resolve("calls");
        List<String> lines = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
        Files.deleteIfExists(calls);
        return lines;
    }

    private static long count(List<String> calls, String beginning) {
        return calls.stream().filter(call -> call.startsWith(beginning)).count();
    }

    @Test
    void aDryRunSaysEverythingAndCallsNothing() throws Exception {
        Said said = provision(Map.of());

        assertThat(said.exitCode).as(said.text).isZero();
        assertThat(said.text)
                .contains("aws s3api create-bucket --bucket new-lake", "put-bucket-lifecycle-configuration")
                .contains("aws iam create-policy --policy-name sluice-standalone", "a dry run: nothing was done");
        assertThat(calls()).isEmpty();
    }

    @Test
    void applyingAgainChangesNothingUnlessAPolicyIsAnother() throws Exception {
        provision(Map.of(), "--apply");
        assertThat(count(calls(), "iam create-policy ")).isEqualTo(3);

        Said again = provision(Map.of(), "--apply");
        List<String> calls = calls();
        assertThat(again.text).contains("# bucket new-lake is there", "# policy sluice-spark is there");
        assertThat(calls).noneMatch(call -> call.contains(" create-"));

        provision(Map.of(), "--apply", "--prefix", "other");
        calls = calls();
        assertThat(count(calls, "iam create-policy-version ")).isEqualTo(3);
        assertThat(Files.readString(dir.resolve("sluice-standalone"))).contains("arn:aws:s3:::new-lake/other/*");
    }

    @Test
    @Tag("integration")
    void theStoreTakesWhatIsAskedOfIt() throws Exception {
        Optional<Path> real = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "aws"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(real.isPresent(), "the AWS CLI is not installed");
        Path folder = dir.resolve("s3");
        try (S3Server server = S3Server.start(folder)) {
            Said said = provision(
                    Map.of(
                            "REAL_AWS",
                            real.get().toString(),
                            "S3_ENDPOINT",
                            server.properties().get("fs.s3a.endpoint"),
                            "AWS_ACCESS_KEY_ID",
                            S3Server.ACCESS_KEY,
                            "AWS_SECRET_ACCESS_KEY",
                            S3Server.SECRET_KEY,
                            "AWS_DEFAULT_REGION",
                            "us-east-1"),
                    "--apply");

            assertThat(said.exitCode).as(said.text).isZero();
            assertThat(folder.resolve("new-lake")).isDirectory();
            assertThat(count(calls(), "s3api put-")).isEqualTo(5);
        }
    }

    @Test
    void noRuleDeletesWhatIsCurrentAndUploadsMayWaitAWeek() throws IOException {
        JsonNode rules = json("aws/lifecycle.json").get("Rules");
        for (JsonNode rule : rules) {
            assertThat(rule.at("/Expiration/Days").isMissingNode()).isTrue();
            assertThat(rule.at("/Expiration/Date").isMissingNode()).isTrue();
        }
        assertThat(rules.get(0)
                        .at("/AbortIncompleteMultipartUpload/DaysAfterInitiation")
                        .asInt())
                .isGreaterThanOrEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "spark"})
    void writersMayDoOnS3WhatTheDocumentationSaysAndNoMore(String runner) throws IOException {
        Set<String> allowed = new TreeSet<>();
        for (JsonNode statement : json("aws/iam/" + runner + ".json").get("Statement")) {
            statement.get("Action").forEach(action -> allowed.add(action.asText()));
            assertThat(statement.get("Resource").toString()).doesNotContain("\"*\"");
        }
        Set<String> documented = new TreeSet<>(Set.of("s3:GetBucketLocation"));
        Matcher matcher = Pattern.compile("`(s3:\\w+)`").matcher(Files.readString(DEPLOY.resolve("../docs/s3.md")));
        while (matcher.find()) {
            documented.add(matcher.group(1));
        }
        allowed.removeIf(action -> !action.startsWith("s3:"));
        assertThat(allowed).isEqualTo(documented);
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(DEPLOY.resolve(file).toFile());
    }

    @Test
    void theConfigurationOfTheManifestsIsAccepted() throws IOException {
        String map = Files.readString(DEPLOY.resolve("k8s/configmap.yaml"));
        String properties = map.substring(map.indexOf("sluice.properties: |\n") + "sluice.properties: |\n".length());
        Path file = Files.writeString(dir.resolve("sluice.properties"), properties.stripIndent());

        Settings settings = new Sources(file, Map.of(), List.of()).load();

        assertThat(settings.text(ConfigKey.HTTP_HOST)).isEqualTo("0.0.0.0");
        assertThat(Files.readString(DEPLOY.resolve("k8s/deployment.yaml")))
                .contains("containerPort: " + settings.port(ConfigKey.HTTP_PORT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment.yaml", "topic-job.yaml"})
    void theCommandsOfTheManifestsParse(String manifest) throws IOException {
        Matcher arguments = Pattern.compile("args: \\[(.*)]")
                .matcher(Files.readString(DEPLOY.resolve("k8s").resolve(manifest)));
        assertThat(arguments.find()).isTrue();
        String[] words = Arrays.stream(arguments.group(1).split(","))
                .map(word -> word.strip().replace("\"", ""))
                .toArray(String[]::new);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());

        assertThatCode(() -> Main.commandLine(Map.of(), Signals.none(), nowhere, nowhere)
                        .parseArgs(words))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s", "k8s-standby"})
    @Tag("integration")
    void kubectlPutsTheManifestsTogether(String folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/kubectl")), "kubectl is not installed");
        Process process = new ProcessBuilder(
                        "/usr/bin/kubectl", "kustomize", DEPLOY.resolve(folder).toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("replicas: " + (folder.equals("k8s") ? 1 : 2));
        assertThat(said).contains("kind: Deployment", "type: Recreate", "path: /readyz", "runAsNonRoot: true");
    }
}
