package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kafka.testkit.SecureBroker;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file with secrets, from the command line to a broker that asks for them. */
@Tag("e2e")
class KafkaSecurityTest {
    @TempDir
    Path dir;

    @Test
    void secretsOpenTheBrokerAndAreShownNowhere() throws IOException {
        try (SecureBroker broker = SecureBroker.start(dir.resolve("broker"))) {
            configure("good.properties", broker.client());
            configure("wrong.properties", broker.clientWithPassword("hunter2-hunter2"));

            Finished made = sluice("topic", "create", "--partitions", "1", "--config", "good.properties");
            Finished run =
                    sluice("run", "--until-caught-up", "--set", "log.level=debug", "--config", "good.properties");
            Finished refused = sluice("run", "--until-caught-up", "--verbose", "--config", "wrong.properties");
            Finished shown = sluice("config", "show", "--config", "wrong.properties");

            assertThat(made.exitCode()).as(made.err()).isZero();
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(refused.exitCode()).isEqualTo(69);
            assertThat(refused.err()).contains("refuses the log-in");
            assertThat(shown.exitCode()).isZero();
            assertThat(shown.out()).contains("sasl.jaas.config");
            for (Finished finished : List.of(made, run, refused, shown)) {
                assertThat(finished.out() + finished.err())
                        .doesNotContain("hunter2")
                        .doesNotContain(SecureBroker.secrets());
            }
        }
    }

    private void configure(String name, Map<String, String> client) throws IOException {
        List<String> lines = new ArrayList<>(List.of("sluice.lake.uri=lake", "sluice.http.port=off"));
        client.forEach((key, value) -> lines.add("sluice.kafka." + key + "=" + value));
        Files.write(dir.resolve(name), lines);
    }

    private Finished sluice(String... words) {
        return SluiceProcess.run(dir, words);
    }
}
