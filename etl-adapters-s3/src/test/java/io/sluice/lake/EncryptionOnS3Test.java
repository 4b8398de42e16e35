package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lake.store.FaultyS3;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.S3Server;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks for encryption gets it for every object: files, records, signs of life, and the copies that moves are. */
@Tag("integration")
class EncryptionOnS3Test {
    private static final String KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";

    @TempDir
    Path dir;

    @Test
    void byKeysOfS3() {
        assertThat(headsOfWrites(Map.of("fs.s3a.encryption.algorithm", "AES256")))
                .allSatisfy(head -> assertThat(head).contains("x-amz-server-side-encryption: aes256"));
    }

    @Test
    void byAKeyOfKms() {
        Map<String, String> settings = Map.of("fs.s3a.encryption.algorithm", "SSE-KMS", "fs.s3a.encryption.key", KEY);

        assertThat(headsOfWrites(settings)).allSatisfy(head -> assertThat(head)
                .contains("x-amz-server-side-encryption: aws:kms")
                .contains("x-amz-server-side-encryption-aws-kms-key-id: " + KEY));
    }

    private List<String> headsOfWrites(Map<String, String> settings) {
        Queue<String> heads = new ConcurrentLinkedQueue<>();
        URI root = S3Server.newRoot();
        try (S3Server server = S3Server.startWithoutSignatures(dir);
                FaultyS3 proxy = FaultyS3.before(server)) {
            proxy.watch(heads::add);
            HadoopStore store = HadoopStore.open(root, proxy.properties(settings), false);
            Deliveries.deliver(new ParquetLake(Deliveries.config(store)), 10, 5);
            Deliveries.assertExactlyOnce(store, 10);
        }
        List<String> writes = heads.stream()
                .filter(head -> head.startsWith("PUT "))
                .map(head -> head.toLowerCase(Locale.ROOT))
                .toList();
        assertThat(writes).anySatisfy(head -> assertThat(head).contains("_sluice/staged/"));
        assertThat(writes).anySatisfy(head -> assertThat(head).contains("_sluice/commits/", "if-none-match"));
        assertThat(writes).anySatisfy(head -> assertThat(head).contains("x-amz-copy-source"));
        return writes;
    }
}
