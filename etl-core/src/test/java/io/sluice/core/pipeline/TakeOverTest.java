package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLake;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Standby;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run beside another writer of the lake. */
class TakeOverTest {
    private static final SourceIdentity TOPIC = new SourceIdentity("iot-events", "1");

    private final PipelineSpec spec = PipelineSpec.builtIn();
    private final InMemoryLake lake = new InMemoryLake().withLivingWriters();

    private Pipeline pipeline(Lake of, PipelineMetrics metrics) {
        return new Pipeline(
                spec, new InMemoryEventSource(new InMemoryLog(1), TOPIC, 10), of, metrics, new ManualClock().runtime());
    }

    /** A writer that will never say anything again, and will not be given up on for days. */
    private void openByAnother() {
        lake.open(new Lake.LakeRequest(TOPIC, spec.compatibilitySettings(), false)
                .beside(Duration.ofDays(1), Standby.AT_ONCE));
    }

    @Test
    void standsByWhileAnotherWriterLivesUntilItIsStopped() {
        openByAnother();
        List<ActiveWriter> told = new ArrayList<>();
        Pipeline[] pipeline = new Pipeline[1];
        pipeline[0] = pipeline(lake, new PipelineMetrics() {
            @Override
            public void standingBy(ActiveWriter writer) {
                told.add(writer);
                pipeline[0].stop();
            }
        });

        RunSummary summary = pipeline[0].run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(told).extracting(ActiveWriter::id).containsExactly("writer1");
        assertThat(summary.commits()).isZero();
        assertThat(summary.stoodByFor()).isEqualTo(told.get(0));
        assertThat(lake.records()).hasSize(1);
    }

    @Test
    void takesTheLakeOverAtOnceWhereItIsToldTo() {
        openByAnother();

        RunSummary summary = pipeline(lake, PipelineMetrics.NONE).run(new RunMode(true, false, false, true));

        assertThat(summary.commits()).isEqualTo(1);
        assertThat(summary.stoodByFor()).isNull();
        assertThat(lake.records()).extracting(CommitRecord::writerId).containsExactly("writer1", "writer2", "writer2");
    }

    /** One that has nothing to commit would never learn it from a commit. */
    @Test
    void anIdleRunEndsOnceTheLakeKnowsThatItWasTakenOver() {
        Pipeline pipeline = pipeline(new Lost(lake), PipelineMetrics.NONE);

        assertThatThrownBy(() -> pipeline.run(RunMode.CONTINUOUS)).isInstanceOf(WriterFencedException.class);
    }

    private static final class Lost extends ForwardingLake {
        Lost(Lake lake) {
            super(lake);
        }

        @Override
        public void requireOwned() {
            throw new WriterFencedException("another writer took the lake over");
        }
    }
}
