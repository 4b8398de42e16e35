package io.sluice.standalone.command;

import io.sluice.app.text.DisplayText;
import io.sluice.core.audit.EventTrail.Sighting;
import io.sluice.core.dedup.Horizon;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.Table;
import io.sluice.core.time.Micros;
import io.sluice.lake.audit.LakeSearch.Found;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What became of the copies of one event, a line each. */
final class Explanation {
    private final PipelineSpec spec;
    private final CommitRecord last;
    private final List<Found> found;
    private final List<Sighting> sightings;

    /**
     * @param last the last commit; null in an empty lake
     * @param found rows in the tables
     * @param sightings copies in the source, as far as it could be read
     */
    Explanation(PipelineSpec spec, CommitRecord last, List<Found> found, List<Sighting> sightings) {
        this.spec = spec;
        this.last = last;
        this.found = found;
        this.sightings = sightings;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Found row : found) {
            lines.add(place(row.partition(), row.offset()) + tableRow(row));
        }
        for (Sighting copy : sightings) {
            if (rowOf(copy) == null) {
                lines.add(place(copy.partition(), copy.offset()) + inNoTable(copy));
            }
        }
        return lines;
    }

    private static String place(int partition, long offset) {
        return "source partition " + partition + ", offset " + offset + ": ";
    }

    private String tableRow(Found row) {
        String where = "in " + row.file() + " (commit " + row.commit() + ")";
        return switch (row.table()) {
            case EVENTS ->
                (wasRejected(row) ? "validated again by a replay, " : "") + "event of " + DisplayText.time(row.time())
                        + ", " + where;
            case LATE -> "late, its time is " + DisplayText.time(row.time()) + lateBy(row) + ", " + where;
            case REJECTED ->
                "rejected, " + row.detail() + "; its bytes are " + where
                        + (row.isGuess()
                                ? ". That it is this event is a guess: it cannot be decoded up to its id, but has its characters"
                                : "");
            case WINDOWS -> throw new IllegalStateException("Windows have no events");
        };
    }

    private boolean wasRejected(Found event) {
        return event.replayed()
                && found.stream()
                        .anyMatch(row -> row.table() == Table.REJECTED
                                && row.partition() == event.partition()
                                && row.offset() == event.offset());
    }

    private String lateBy(Found row) {
        for (Sighting copy : sightings) {
            if (copy.partition() == row.partition() && copy.offset() == row.offset()) {
                return copy.isLate()
                        ? lateBy(copy)
                        : ", not too far behind in its source partition, but before the watermark that had gone on"
                                + " without it (late after idle)";
            }
        }
        return "";
    }

    private String lateBy(Sighting copy) {
        long behind = copy.greatestBefore() - copy.time();
        long lateness = Micros.of(spec.lateness());
        return ", " + duration(behind) + " before the greatest seen in its source partition ("
                + DisplayText.time(copy.greatestBefore()) + "), which is " + duration(behind - lateness)
                + " more than the allowed " + duration(lateness);
    }

    private static String duration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS).toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }

    private String inNoTable(Sighting copy) {
        PartitionState state = last == null ? null : last.partitions().get(copy.partition());
        if (state == null || copy.offset() >= state.position()) {
            return "not committed yet";
        }
        Horizon horizon = Horizon.of(spec.horizon());
        for (Found row : found) {
            if (row.table() == Table.EVENTS && horizon.within(row.time(), copy.time())) {
                return "duplicate of source partition " + row.partition() + ", offset " + row.offset() + ", "
                        + duration(Math.abs(row.time() - copy.time())) + " apart in event time (horizon "
                        + duration(horizon.micros()) + ")";
            }
        }
        return "committed, but in no table; sluice audit --replay tells whether it was lost";
    }

    private Found rowOf(Sighting copy) {
        for (Found row : found) {
            if (row.partition() == copy.partition() && row.offset() == copy.offset()) {
                return row;
            }
        }
        return null;
    }
}
