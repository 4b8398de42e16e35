package io.sluice.lake.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HourFolderTest {

    @Test
    void findsTheHour() {
        assertThat(HourFolder.of("events/year=2026/month=01/day=05/hour=07/a.parquet"))
                .contains(Instant.parse("2026-01-05T07:00:00Z"));
        assertThat(HourFolder.of("year=2026/month=1/day=5/hour=7/a.parquet"))
                .contains(Instant.parse("2026-01-05T07:00:00Z"));
        assertThat(HourFolder.of("events/year=0001/month=01/day=01/hour=00/a.parquet"))
                .contains(Instant.parse("0001-01-01T00:00:00Z"));
        assertThat(HourFolder.of("year=1/year=-0001/month=01/day=01/hour=00/a.parquet"))
                .contains(Instant.parse("-0001-01-01T00:00:00Z"));
    }

    @Test
    void passesOverWhatIsNoDataFileOfAnHour() {
        for (String path : new String[] {
            "events/a.parquet",
            "events/year=2026/month=01/day=05/a.parquet",
            "events/year=2026/month=13/day=05/hour=07/a.parquet",
            "events/year=2026/month=02/day=30/hour=07/a.parquet",
            "events/year=2026/month=01/day=05/hour=24/a.parquet",
            "events/year=2026/month=01/day=05/hour=07/_a.parquet",
            "events/year=2026/month=01/day=05/hour=07/.a.parquet",
            "events/year=2026/month=01/day=05/hour=07/a.parquet.tmp",
            "events/year=2026/month=01/day=05/hour=07/deep/a.parquet",
            "events/year=2026/month=01/day=05/hour=07/.parquet",
            "events/year=2026/month=01/day=05/hour=/a.parquet",
            "events/year=2026/month=01/day=05/hour=-7/a.parquet",
            "events/year=2026/month=01/day=05/hour=007/a.parquet",
            "events/year=-/month=01/day=05/hour=07/a.parquet",
            "events/year=20260000/month=01/day=05/hour=07/a.parquet",
            "events/year=2026/month=01/day=05/hour=0x/a.parquet",
            "events/year=2026/month=01/day=\u0665/hour=07/a.parquet",
            "events/xyear=2026/month=01/day=05/hour=07/a.parquet",
            "month=01/day=05/hour=07/a.parquet",
            "/a.parquet",
            "a.parquet",
            "",
        }) {
            assertThat(HourFolder.of(path)).as(path).isEmpty();
        }
    }
}
