package io.sluice.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.failure.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class StandardStreamsTest {
    private final StringWriter err = new StringWriter();

    private int flushed(Writer out, int code) {
        PrintWriter writer = new PrintWriter(out);
        writer.println("an answer");
        return StandardStreams.flushed(writer, new PrintWriter(err), code);
    }

    private static Writer full() {
        return new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() {
        assertThat(flushed(full(), ExitCodes.OK)).isEqualTo(ExitCodes.IO);
        assertThat(flushed(full(), ExitCodes.NO)).isEqualTo(ExitCodes.IO);
        assertThat(err.toString()).contains("Cannot write to standard output");
    }

    @Test
    void aFailureStaysWhatItIs() {
        assertThat(flushed(full(), ExitCodes.DATA_GAP)).isEqualTo(ExitCodes.DATA_GAP);
    }

    @Test
    void whatGetsThroughIsGood() {
        assertThat(flushed(new StringWriter(), ExitCodes.NO)).isEqualTo(ExitCodes.NO);
        assertThat(err.toString()).isEmpty();
    }
}
