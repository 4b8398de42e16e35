package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.junit.jupiter.api.Test;

class LoggingTest {

    @Test
    void aHostileValueMakesNoLineOfItsOwn() {
        PatternLayout layout =
                PatternLayout.newBuilder().withPattern(Logging.TEXT_PATTERN).build();
        String hostile = "x\r\n2026-01-05T00:00:00.000Z INFO  Pipeline all is well";

        String line = layout.toSerializable(Log4jLogEvent.newBuilder()
                .setLoggerName("io.sluice.Some")
                .setLevel(Level.WARN)
                .setMessage(new ParameterizedMessage("Topic {} is gone", hostile))
                .build());

        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line).contains("WARN  Some Topic x\\r\\n2026-01-05T00:00:00.000Z INFO");
    }
}
