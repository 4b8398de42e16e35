package io.sluice.app.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.config.ConfigurationException;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.LakeUnreachableException;
import io.sluice.core.port.SourceSettingsException;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.schema.SchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExitCodesTest {
    private static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(65, new DataGapException("x")),
                Arguments.of(69, new SourceUnavailableException("x")),
                Arguments.of(69, new LakeUnreachableException("x", new IOException("x"), true)),
                Arguments.of(2, new UsageException("x")),
                Arguments.of(78, new SourceSettingsException("x", null)),
                Arguments.of(70, new IllegalStateException("x")),
                Arguments.of(70, new IllegalArgumentException("x")),
                Arguments.of(74, new LakeUnavailableException("x")),
                Arguments.of(74, new IOException("x")),
                Arguments.of(74, new UncheckedIOException(new IOException("x"))),
                Arguments.of(75, new WriterFencedException("x")),
                Arguments.of(78, new ConfigurationException("x")),
                Arguments.of(78, new SchemaException("file", "", "x")),
                Arguments.of(78, new LakeSettingsException("x")),
                Arguments.of(78, CapacityException.ids(2, 1)),
                Arguments.of(78, new OutOfMemoryError("Java heap space")),
                Arguments.of(78, new OutOfMemoryError("GC overhead limit exceeded")),
                Arguments.of(70, new OutOfMemoryError("unable to create native thread")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsCode(int code, Throwable failure) {
        assertThat(ExitCodes.of(failure)).isEqualTo(code);
    }

    @Test
    void theFirstCauseThatIsKnownIsSaid() {
        Failure wrapped =
                Failure.of(new IllegalStateException("job", new RuntimeException(new DataGapException("gone"))));
        assertThat(wrapped.code()).isEqualTo(65);
        assertThat(wrapped.message()).isEqualTo("gone");
        Failure translated = Failure.of(
                new IllegalStateException("job", new IllegalStateException("kafka")),
                cause -> "kafka".equals(cause.getMessage()) ? new SourceUnavailableException("away") : cause);
        assertThat(translated.code()).isEqualTo(69);
        assertThat(Failure.of(new IllegalStateException("bug")).isInternal()).isTrue();
    }
}
