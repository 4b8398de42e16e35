package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.LakeTables;
import io.sluice.core.schema.EventSchema;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schema that was too narrow, mended, and its victims replayed. DuckDB is the judge. */
@Tag("e2e")
class ReplayRejectedTest {
    private static final String[] ALL = {"replay-rejected", "--from", "2000-01-01", "--to", "2100-01-01"};

    @TempDir
    Path dir;

    @Test
    void recordsThatASchemaRefusedWronglyBecomeEventsOnce() throws IOException {
        Files.writeString(
                dir.resolve("narrow.json"), EventSchema.builtIn().json().replace("\"motion\",", ""));
        good("produce", "--events", "20000", "--invalid", "0.02", "--duplicates", "0.05", "--out", "events.ndjson");
        good("run", "--drain", "--set", "schema=narrow.json");
        List<String> before = ids("rejected", "try(decode(payload)) LIKE '%\"motion\"%'");
        assertThat(before).hasSizeGreaterThan(3_000);

        Finished beside = good(ALL);
        Finished rest = good(with(ALL, "--take-over"));
        Finished again = good(with(ALL, "--take-over", "--output", "json"));

        assertThat(beside.err()).contains("Too recent");
        assertThat(rest.out()).contains("| too recent                          |       0 |");
        assertThat(again.out()).contains("\"replayed\" : 0").contains("\"too_recent\" : 0");
        LakeTables tables = new LakeTables(dir.resolve("lake"));
        List<String> replayed = ids("events", "device_type = 'motion'");
        assertThat(replayed).isNotEmpty().isSubsetOf(before).doesNotHaveDuplicates();
        // Every one that the mended schema takes has an event with its id now: itself, or the one it is a copy of.
        sluice("run", "--drain", "--set", "source.files=events.ndjson", "--set", "lake.uri=control");
        assertThat(tables.texts("""
                SELECT count(*) FROM read_parquet('%s/rejected/**/*.parquet') r
                ANTI JOIN read_parquet('%s/../control/rejected/**/*.parquet') c
                  USING (source_partition, source_offset)
                WHERE lower(json_extract_string(try(decode(r.payload)), '$.event_id'))
                  NOT IN (SELECT event_id FROM read_parquet('%s/events/**/*.parquet'))""")).containsExactly("0");
        // In the folder of its hour.
        assertThat(tables.texts("""
                SELECT count(*) FROM read_parquet('%s/events/**/*.parquet', hive_partitioning = true)
                WHERE strftime(timestamp AT TIME ZONE 'UTC', '%Y-%m-%d %H')
                      != year || '-' || month || '-' || day || ' ' || hour""")).containsExactly("0");
        Finished audit = good("audit", "--checksums");
        assertThat(audit.out()).contains("Of the rejected, " + replayed.size() + " were replayed");
        String id = tables.texts("SELECT event_id FROM read_parquet('%s/events/**/*.parquet') WHERE device_type ="
                        + " 'motion' LIMIT 1")
                .get(0);
        assertThat(good("explain", id).out())
                .contains("rejected, not_in_enum /device_type")
                .contains("validated again by a replay, event of ");
    }

    /** Source partition and offset. */
    private List<String> ids(String table, String where) {
        return new LakeTables(dir.resolve("lake"))
                .texts("SELECT source_partition || ':' || source_offset FROM read_parquet('%s/" + table
                        + "/**/*.parquet', hive_partitioning = false) WHERE " + where);
    }

    private static String[] with(String[] words, String... more) {
        return Stream.of(words, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private Finished good(String... words) {
        String[] common = words[0].equals("produce")
                ? new String[0]
                : new String[] {"--set", "source.files=events.ndjson", "--set", "lake.uri=lake"};
        return sluice(with(words, common));
    }

    private Finished sluice(String... words) {
        Finished finished = SluiceProcess.run(dir, words);
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
        return finished;
    }
}
