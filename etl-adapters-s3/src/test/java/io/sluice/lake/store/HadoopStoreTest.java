package io.sluice.lake.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.LakeUnavailableException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class HadoopStoreTest extends ObjectStoreContract {
    @TempDir
    static Path folder;

    private static S3Server server;

    private final URI root = S3Server.newRoot();

    @BeforeAll
    static void start() {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected ObjectStore store() {
        return HadoopStore.open(root, server.properties(), false);
    }

    @Test
    void leavesNothingOfTheProbe() {
        // A connection of its own, since one is tried only once.
        ObjectStore store = HadoopStore.open(root, server.properties("sluice.test", "probe"), false);
        store.createIfAbsent("a", bytes("1"));
        assertThat(store.list("")).containsExactly(new StoredObject("a", 1));
    }

    @Test
    void aLakeMayBeAWholeBucket() {
        ObjectStore store = HadoopStore.open(URI.create("s3a://" + S3Server.BUCKET), server.properties(), false);
        store.createIfAbsent("whole/a", bytes("1"));
        assertThat(store.list("whole")).containsExactly(new StoredObject("whole/a", 1));
        assertThat(store.size("whole/a")).isEqualTo(1);
    }

    /** A move copies first; its process may have died before it deleted. */
    @Test
    void finishesAMoveThatOnlyCopied() {
        ObjectStore store = store();
        store.createIfAbsent("staged/f", bytes("rows"));
        store.createIfAbsent("t/f.parquet", bytes("rows"));
        assertThat(store.move("staged/f", "t/f.parquet")).isTrue();
        assertThat(store.size("staged/f")).isEqualTo(-1);
        assertThat(store.size("t/f.parquet")).isEqualTo(4);
    }

    @Test
    void overwritesNothingElseByAMove() {
        ObjectStore store = store();
        store.createIfAbsent("staged/f", bytes("rows"));
        store.createIfAbsent("t/f.parquet", bytes("others"));
        assertThatThrownBy(() -> store.move("staged/f", "t/f.parquet"))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContaining("another file of 6 bytes, expected none or one of 4");
        assertThat(store.read("t/f.parquet").orElseThrow()).isEqualTo(bytes("others"));
        assertThat(store.size("staged/f")).isEqualTo(4);
    }

    @Test
    void refusesAStoreWithoutConditionsUnlessNobodyElseWrites() {
        Map<String, String> without = server.properties("fs.s3a.create.conditional.enabled", "false");
        ObjectStore refused = HadoopStore.open(root, without, false);
        assertThatThrownBy(() -> refused.createIfAbsent("a", bytes("1")))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContainingAll("cannot keep two writers apart", "lake.single-writer=true");
        assertThat(refused.list("")).isEmpty();

        ObjectStore alone = HadoopStore.open(root, without, true);
        assertThat(alone.createIfAbsent("a", bytes("1"))).isTrue();
        assertThat(alone.createIfAbsent("a", bytes("2"))).isFalse();
        assertThat(alone.read("a").orElseThrow()).isEqualTo(bytes("1"));
        assertThat(alone.list("")).containsExactly(new StoredObject("a", 1));
    }

    @Test
    void saysThatASecretIsWrong() {
        ObjectStore store = HadoopStore.open(root, server.properties("fs.s3a.secret.key", "wrong"), false);
        assertThatThrownBy(() -> store.createIfAbsent("a", bytes("1")))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContainingAll(root.toString(), "check the credentials")
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> store.read("a"))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContaining("check the credentials");
    }

    @Test
    void saysThatThereIsNoBucket() {
        ObjectStore store = HadoopStore.open(URI.create("s3a://nowhere/lake"), server.properties(), false);
        assertThatThrownBy(() -> store.size("a"))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContainingAll("s3a://nowhere/lake/a", "there is no bucket nowhere");
        assertThatThrownBy(() -> store.createIfAbsent("a", bytes("1")))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContaining("there is no bucket nowhere");
    }

    @Test
    void saysThatNobodyAnswers() {
        Map<String, String> nobody = new HashMap<>(server.properties("fs.s3a.endpoint", "http://127.0.0.1:1"));
        nobody.put("fs.s3a.retry.limit", "1");
        ObjectStore store = HadoopStore.open(root, nobody, false);
        assertThatThrownBy(() -> store.size("a"))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContainingAll(root.toString(), "check hadoop.fs.s3a.endpoint");
    }

    @Test
    void saysThatThereIsNoHost() {
        Map<String, String> nobody = server.properties("fs.s3a.endpoint", "http://nothing.invalid");
        ObjectStore store = HadoopStore.open(root, nobody, false);
        assertThatThrownBy(() -> store.size("a"))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageContaining("there is no host nothing.invalid; check hadoop.fs.s3a.endpoint");
    }

    @Test
    void saysThatThereAreNoCredentials() {
        Map<String, String> anonymous = new HashMap<>(server.properties(
                "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"));
        anonymous.keySet().removeAll(List.of("fs.s3a.access.key", "fs.s3a.secret.key"));
        ObjectStore store = HadoopStore.open(root, anonymous, false);
        assertThatThrownBy(() -> store.size("a"))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessageEndingWith("no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                        + " AWS_PROFILE, or run with a role");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
