package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.report.ResultFormat;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.kafka.testkit.HostileTopic;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short conformance: the built jar on the oldest Spark that it is for, with that one's own libraries. */
@Tag("e2e")
class OldestSparkTest {
    private static final HostileLog.Options OPTIONS =
            HostileLog.Options.standard().withRecords(9_000).withLines(false);

    @TempDir
    private Path dir;

    @Test
    void givesTheTablesAndTheAnswer() throws IOException {
        HostileLake lake = new HostileLake(HostileLog.of(OPTIONS), dir.resolve("lake"));
        SparkHome spark = SparkHome.oldest(dir);
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            HostileTopic.publish(lake.log(), broker.bootstrapServers(), "hostile");
            try (Child run = spark.submit("local[2]", List.of(), settings(broker))) {
                run.succeed();
            }
        }
        lake.assertWholeAndOnce();

        List<String> question = List.of("--lake", lake.folder().toString(), "--min-events", "1", "--output", "csv");
        try (Child run =
                spark.submit("PercentileQuery", "local[2]", List.of(), with(question, "--out", "answer.csv"))) {
            run.succeed();
        }
        assertThat(Files.readString(dir.resolve("answer.csv"))).isEqualTo(answer(lake.folder()));
    }

    private List<String> settings(KafkaBroker broker) {
        List<String> settings = new ArrayList<>(List.of("--until-caught-up", "--drain"));
        HostileTopic.settings(dir, OPTIONS)
                .forEach((key, value) -> settings.addAll(List.of("--set", key + "=" + value)));
        for (String more : List.of(
                "source.topic=hostile",
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "lake.uri=" + dir.resolve("lake"),
                "spark.max-offsets-per-trigger=4000")) {
            settings.addAll(List.of("--set", more));
        }
        return settings;
    }

    private static List<String> with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    private static String answer(Path lake) throws IOException {
        StringBuilder csv = new StringBuilder();
        StoreLocation location = new StoreLocation(lake.toString(), Map.of(), false);
        try (ParquetEventScan scan = ParquetEventScan.open(location.open())) {
            ResultFormat.CSV.write(ScanQuery.run(scan, QuerySpec.DEFAULT.withMinEvents(1)), csv);
        }
        return csv.toString();
    }
}
