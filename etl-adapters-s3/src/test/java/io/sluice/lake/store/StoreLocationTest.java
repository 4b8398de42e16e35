package io.sluice.lake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreLocationTest {
    @Test
    void aFolderDoesNotDependOnWhereAProcessRuns() {
        Path here = Path.of("lake").toAbsolutePath();
        assertThat(location("lake").folder()).isEqualTo(here);
        assertThat(location("./x/../lake")).isEqualTo(location(here.toString()));
        assertThat(location(here.toUri().toString())).isEqualTo(location("lake"));
        assertThat(location("lake").open()).isInstanceOf(LocalStore.class);
    }

    @Test
    void schemesAreOfHadoop() {
        assertThat(location("s3a://bucket/lake").isLocal()).isFalse();
        assertThat(location("file:///lake").isLocal()).isTrue();
        assertThatThrownBy(() -> location("nosuch://bucket/lake").open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nosuch://bucket/lake");
    }

    @Test
    void anotherMachineGetsTheSameAndItsTextHoldsNoSecret() throws IOException, ClassNotFoundException {
        StoreLocation location = new StoreLocation("s3a://bucket/lake", Map.of("fs.s3a.secret.key", "hush"), true);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(location);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(location);
        }
        assertThat(location).hasToString("s3a://bucket/lake");
    }

    private static StoreLocation location(String uri) {
        return new StoreLocation(uri, Map.of(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/lake, write s3a://bucket/lake",
        "s3n://bucket/lake, write s3a://bucket/lake",
        "http://host/lake, for S3 write s3a://bucket/prefix",
        "https://host/lake, for S3 write s3a://bucket/prefix",
        "~/lake, write the whole path",
        "~, write the whole path"
    })
    void addressesOfOtherToolsGetAHint(String uri, String hint) {
        assertThatThrownBy(() -> location(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(uri)
                .hasMessageContaining(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "S3://a/b, write s3a://a/b",
        "s3:x, S3 is s3a://bucket/prefix",
        "HTTP://a/b, for S3 write s3a://bucket/prefix",
        "http:x, for S3 write s3a://bucket/prefix",
        "S3A://a/b, write s3a://a/b",
        "FILE:///a, write file:///a",
        "s3a:x, expected s3a://bucket/prefix",
        "file:x, expected file:///folder",
        "foo:bar, expected a folder",
        "foo:, expected a folder",
        "s3a://A_b/x, A_b",
        "s3a:///x, is no bucket name",
        "file://host/x, authority"
    })
    void whatIsNoAddressNamesTheKeyAndWhatIsExpected(String uri, String hint) {
        assertThatThrownBy(() -> location(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lake.uri " + uri)
                .hasMessageContaining(hint);
    }

    @ParameterizedTest
    @CsvSource({"ftp://x/y, false", "s3a://x/y, true"})
    void adviceOnS3IsForS3(String uri, boolean s3) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
        StoreFailures failures = new StoreFailures(path);
        for (IOException failure : List.of(
                new UnknownHostException("x"), new ConnectException("refused"), new AccessDeniedException("x"))) {
            String message = failures.failed("list", path, failure).getMessage();
            assertThat(message.contains("s3a.") || message.contains("AWS") || message.contains("bucket"))
                    .as(message)
                    .isEqualTo(s3);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        assertThatThrownBy(() -> new StoredFile("/dev/full", Map.of()).write(new byte[] {1}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot write /dev/full: No space left on device");
    }

    @Test
    void aFileIsNotNamedByWhatIsNoAddress() {
        assertThatThrownBy(() -> new StoredFile("http:x", Map.of()).requirePlace())
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new StoredFile("nosuch://x/y", Map.of()).requirePlace())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nosuch://x");
    }
}
