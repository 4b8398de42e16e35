package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.LakeTables;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.OlderLake;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake written by the version before opens, continues and ends as one that this version wrote alone. */
@Tag("e2e")
class OlderLakeTest {
    private static final EventSchema SCHEMA = EventSchema.builtIn();

    @TempDir
    Path dir;

    @Test
    void opensAndContinues() throws IOException {
        OlderLake.unpack(dir);
        Files.move(dir.resolve("logs/events-0.ndjson"), dir.resolve("events-0.ndjson"));
        Files.move(dir.resolve("logs/events-1.ndjson"), dir.resolve("events-1.ndjson"));
        assertThat(good("audit", "--lake", "lake", "--checksums").out()).contains("9 commits: the accounting holds");
        good("query", "--lake", "lake", "--min-events", "20");

        run("lake");
        run("fresh");

        LakeTables older = new LakeTables(dir.resolve("lake"));
        LakeTables fresh = new LakeTables(dir.resolve("fresh"));
        assertThat(older.events(SCHEMA)).isNotEmpty().isEqualTo(fresh.events(SCHEMA));
        assertThat(older.late(SCHEMA)).isNotEmpty().isEqualTo(fresh.late(SCHEMA));
        assertThat(older.rejected()).isNotEmpty().isEqualTo(fresh.rejected());
        assertThat(older.windows(PipelineSpec.builtIn().windows()))
                .isNotEmpty()
                .isEqualTo(fresh.windows(PipelineSpec.builtIn().windows()));
        good("compact", "--lake", "lake");
        Finished audit = good("audit", "--replay", "--checksums", "--set", "lake.uri=lake", "--set", files());
        assertThat(audit.out()).contains("the accounting holds");
        assertThat(audit.err()).contains("Replayed 1400 records");
    }

    private void run(String lake) {
        good("run", "--drain", "--set", "lake.uri=" + lake, "--set", files(), "--set", "http.port=off");
    }

    private static String files() {
        return "source.files=events-0.ndjson,events-1.ndjson";
    }

    private Finished good(String... words) {
        Finished finished = SluiceProcess.run(dir, words);
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
        return finished;
    }
}
