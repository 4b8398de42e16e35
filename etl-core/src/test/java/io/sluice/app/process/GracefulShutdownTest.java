package io.sluice.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GracefulShutdownTest {
    private static final int INT = 2;

    private final List<Integer> exits = new ArrayList<>();
    private final List<String> stops = new ArrayList<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private GracefulShutdown shutdown(Duration patience) {
        return new GracefulShutdown(patience, exits::add, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void aSignalBeforeAnythingRunsEndsWithNothingDone() {
        shutdown(Duration.ZERO).signalled(INT);
        assertThat(exits).containsExactly(0);
    }

    @Test
    void aSignalStopsWhatRunsAndTheProcessEndsByItself() {
        GracefulShutdown shutdown = shutdown(Duration.ofDays(1));
        shutdown.onSignal(() -> {
            stops.add("run");
            shutdown.ended();
        });
        shutdown.signalled(INT);
        assertThat(stops).containsExactly("run");
        assertThat(exits).isEmpty();
        assertThat(shutdown.isAsked()).isTrue();
    }

    @Test
    void whatIsBuiltAfterASignalIsStoppedAtOnce() {
        GracefulShutdown shutdown = shutdown(Duration.ZERO);
        shutdown.expect();
        shutdown.signalled(INT);
        shutdown.onSignal(() -> stops.add("run"));
        assertThat(stops).containsExactly("run");
    }

    @Test
    void anEndThatTakesTooLongIsGivenUp() {
        GracefulShutdown shutdown = shutdown(Duration.ZERO);
        shutdown.onSignal(() -> stops.add("run"));
        shutdown.signalled(INT);
        assertThat(exits).containsExactly(0);
        assertThat(shutdown.isGivenUp()).isTrue();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("read again by the next start");
    }

    /** A run that failed and cannot be closed must not look like one that was stopped. */
    @Test
    void aSignalDoesNotTurnAFailureIntoZero() {
        GracefulShutdown shutdown = shutdown(Duration.ZERO);
        shutdown.onSignal(() -> stops.add("run"));
        shutdown.failed(74);
        shutdown.signalled(INT);
        assertThat(exits).containsExactly(74);
    }

    @Test
    void aSecondSignalEndsTheProcessAtOnce() {
        GracefulShutdown shutdown = shutdown(Duration.ZERO);
        shutdown.onSignal(() -> {
            stops.add("run");
            shutdown.signalled(INT);
        });
        shutdown.signalled(INT);
        assertThat(exits).startsWith(130);
        assertThat(stops).containsExactly("run");
    }
}
