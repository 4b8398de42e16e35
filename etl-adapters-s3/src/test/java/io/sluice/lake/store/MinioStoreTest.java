package io.sluice.lake.store;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The store's contract on MinIO, where there is a Docker to run it in; skipped where there is none. */
@Tag("integration")
@Testcontainers(disabledWithoutDocker = true)
class MinioStoreTest extends ObjectStoreContract {
    private static final String BUCKET = "lakes";
    private static final String REGION = "us-east-1";

    @Container
    private static final MinIOContainer MINIO = new MinIOContainer("minio/minio:RELEASE.2025-09-07T16-13-09Z");

    private final URI root = URI.create("s3a://" + BUCKET + "/" + UUID.randomUUID());

    @BeforeAll
    static void makeBucket() {
        AwsBasicCredentials credentials = AwsBasicCredentials.create(MINIO.getUserName(), MINIO.getPassword());
        try (S3Client client = S3Client.builder()
                .endpointOverride(URI.create(MINIO.getS3URL()))
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .forcePathStyle(true)
                .build()) {
            client.createBucket(bucket -> bucket.bucket(BUCKET));
        }
    }

    @Override
    protected ObjectStore store() {
        return HadoopStore.open(
                root,
                Map.of(
                        "fs.s3a.endpoint",
                        MINIO.getS3URL(),
                        "fs.s3a.endpoint.region",
                        REGION,
                        "fs.s3a.path.style.access",
                        "true",
                        "fs.s3a.access.key",
                        MINIO.getUserName(),
                        "fs.s3a.secret.key",
                        MINIO.getPassword()),
                false);
    }
}
