package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lake.store.S3Server;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar with its lake on S3. */
@Tag("e2e")
class S3Test {
    @TempDir
    static Path folder;

    private static S3Server server;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Runs a command with what it needs to reach the server. */
    private Finished sluice(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        server.properties().forEach((key, value) -> all.addAll(List.of("--set", "hadoop." + key + "=" + value)));
        return SluiceProcess.run(dir, all.toArray(String[]::new));
    }

    private void generate(int events) {
        Finished finished = SluiceProcess.run(dir, "produce", "--events", events + "", "--out", "p0.ndjson");
        assertThat(finished.exitCode()).as(finished.err()).isZero();
    }

    @Test
    void aLakeOnS3AnswersAsALocalOne() throws IOException {
        generate(20_000);
        String root = S3Server.newRoot().toString();

        Finished run =
                sluice("run", "--until-caught-up", "--set", "source.files=p0.ndjson", "--set", "lake.uri=" + root);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("WARN").doesNotContain("ERROR");
        Finished again =
                sluice("run", "--until-caught-up", "--set", "source.files=p0.ndjson", "--set", "lake.uri=" + root);
        assertThat(again.exitCode()).as(again.err()).isZero();
        Finished local = SluiceProcess.run(
                dir, "run", "--until-caught-up", "--set", "source.files=p0.ndjson", "--set", "lake.uri=lake");
        assertThat(local.exitCode()).as(local.err()).isZero();

        Finished answer = sluice("query", "--lake", root, "--output", "csv");
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out().lines()).hasSizeGreaterThan(1);
        assertThat(answer.out())
                .isEqualTo(SluiceProcess.run(dir, "query", "--lake", "lake", "--output", "csv")
                        .out());
        assertThatItCanBeAccountedFor(root);
    }

    private void assertThatItCanBeAccountedFor(String root) throws IOException {
        Finished audit = sluice("audit", "--replay", "--set", "source.files=p0.ndjson", "--set", "lake.uri=" + root);
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.err()).contains("Replayed ");
        String first = Files.readAllLines(dir.resolve("p0.ndjson")).get(0);
        Matcher id = Pattern.compile("\"event_id\":\"([^\"]+)\"").matcher(first);
        assertThat(id.find()).as(first).isTrue();
        Finished explained =
                sluice("explain", id.group(1), "--set", "source.files=p0.ndjson", "--set", "lake.uri=" + root);
        assertThat(explained.exitCode()).as(explained.err()).isZero();
        assertThat(explained.out()).contains("events/year=");
    }

    @Test
    void aMissingBucketIsNamed() {
        Finished finished = sluice("query", "--lake", "s3a://nowhere/lake");

        assertThat(finished.exitCode()).isEqualTo(69);
        assertThat(finished.err()).contains("there is no bucket nowhere");
    }

    @Test
    void aMissingLakeIsNamed() {
        String root = S3Server.newRoot().toString();

        Finished finished = sluice("query", "--lake", root);

        assertThat(finished.exitCode()).isEqualTo(78);
        assertThat(finished.err()).contains("There is no lake at " + root);
    }

    @Test
    void theConfigurationCheckTriesTheStore() {
        generate(1);

        Finished finished =
                sluice("config", "check", "--set", "source.files=p0.ndjson", "--set", "lake.uri=" + S3Server.newRoot());

        assertThat(finished.exitCode()).as(finished.out()).isZero();
        assertThat(finished.out()).containsPattern("ok +lake: s3a://lakes/\\S+ can be written");
        assertThat(finished.out() + finished.err()).doesNotContain(S3Server.SECRET_KEY);
    }

    @Test
    void credentialsComeFromTheEnvironmentOrAProfile() throws IOException {
        Path profiles = Files.writeString(
                dir.resolve("credentials"),
                "[lakes]\naws_access_key_id = " + S3Server.ACCESS_KEY + "\naws_secret_access_key = "
                        + S3Server.SECRET_KEY + "\n");

        assertThatTheStoreIsReached(
                Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY));
        assertThatTheStoreIsReached(Map.of("AWS_SHARED_CREDENTIALS_FILE", profiles.toString(), "AWS_PROFILE", "lakes"));
    }

    private void assertThatTheStoreIsReached(Map<String, String> environment) {
        List<String> command =
                new ArrayList<>(List.of("query", "--lake", S3Server.newRoot().toString()));
        server.properties().forEach((key, value) -> {
            if (!key.endsWith(".key")) {
                command.addAll(List.of("--set", "hadoop." + key + "=" + value));
            }
        });
        try (SluiceProcess process = SluiceProcess.start(dir, List.of(), environment, command.toArray(String[]::new))) {
            Finished finished = process.await();
            assertThat(finished.exitCode()).as(finished.err()).isEqualTo(78);
            assertThat(finished.err()).contains("There is no lake at s3a://");
        }
    }

    /** As Amazon's are, and where path-style access is not asked for. */
    @Test
    void bucketsMayBeHostNames(@TempDir Path objects) throws IOException {
        Path hosts = Files.writeString(dir.resolve("hosts"), "127.0.0.1 s3.test lakes.s3.test\n");
        generate(100);
        try (S3Server byHost = S3Server.startWithBucketsAsHosts(objects, "s3.test")) {
            Map<String, String> settings = new TreeMap<>(byHost.properties());
            settings.put("fs.s3a.endpoint", "http://s3.test:" + byHost.port());
            settings.put("fs.s3a.path.style.access", "false");
            List<String> command = new ArrayList<>(List.of("run", "--set", "source.files=p0.ndjson"));
            command.addAll(List.of("--set", "lake.uri=" + S3Server.newRoot(), "--set", "http.port=off"));
            settings.forEach((key, value) -> command.addAll(List.of("--set", "hadoop." + key + "=" + value)));
            try (SluiceProcess process = SluiceProcess.start(
                    dir, List.of("-Djdk.net.hosts.file=" + hosts), command.toArray(String[]::new))) {
                Finished finished = process.await();
                assertThat(finished.exitCode()).as(finished.err()).isZero();
            }
        }
        try (Stream<Path> files = Files.walk(objects.resolve(S3Server.BUCKET))) {
            assertThat(files).anyMatch(file -> file.toString().matches(".*/events/year=.*\\.parquet"));
        }
    }

    /** What a lake in a folder does not need would double the time a command takes to start. */
    @Test
    void aLocalLakeLoadsNoneOfIt() throws IOException {
        generate(2_000);
        Path classes = dir.resolve("classes");
        for (String[] command : new String[][] {
            {"run", "--until-caught-up", "--set", "source.files=p0.ndjson", "--set", "lake.uri=lake"},
            {"query", "--lake", "lake", "--min-events", "1"}
        }) {
            try (SluiceProcess process =
                    SluiceProcess.start(dir, List.of("-Xlog:class+load:file=" + classes), command)) {
                Finished finished = process.await();
                assertThat(finished.exitCode()).as(finished.err()).isZero();
            }
            assertThat(Files.readString(classes))
                    .contains("io.sluice.lake.store.LocalStore ")
                    .doesNotContain("io.sluice.lake.store.HadoopStore ")
                    .doesNotContain("org.apache.hadoop.fs.FileSystem ")
                    .doesNotContain("software.amazon.");
        }
    }
}
