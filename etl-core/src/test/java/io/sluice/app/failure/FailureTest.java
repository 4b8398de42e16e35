package io.sluice.app.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void aFullHeapSaysWhichOptionAndWhichKeysHelp() {
        StringWriter said = new StringWriter();

        int code = Failure.of(new OutOfMemoryError("Java heap space")).report(new PrintWriter(said), false);

        assertThat(code).isEqualTo(78);
        assertThat(said.toString())
                .contains("-Xmx", "buffer.bytes", "commit.max-hours", "windows.max-groups", "dedup.max-ids")
                .doesNotContain("bug");
    }
}
