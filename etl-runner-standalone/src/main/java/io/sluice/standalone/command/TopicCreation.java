package io.sluice.standalone.command;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.config.Settings;
import io.sluice.app.failure.ExitCodes;
import io.sluice.kafka.TopicAdmin;
import io.sluice.standalone.Wiring;
import java.io.PrintWriter;
import java.time.Duration;

/** Creates the configured topic. */
final class TopicCreation {
    private TopicCreation() {}

    static int run(Settings settings, int partitions, int replicationFactor, Duration retention, PrintWriter out) {
        String topic = settings.text(ConfigKey.SOURCE_TOPIC);
        try (TopicAdmin topics = new Wiring(settings).topics()) {
            if (topics.createIfAbsent(topic, partitions, replicationFactor, retention)) {
                out.println("Created topic " + topic + " with " + partitions + " partitions");
                return ExitCodes.OK;
            }
            int existing =
                    topics.describe(topic).map(TopicAdmin.Topic::partitions).orElse(partitions);
            out.println("Topic " + topic + " exists with " + existing + " partitions");
            return existing == partitions ? ExitCodes.OK : ExitCodes.NO;
        }
    }
}
