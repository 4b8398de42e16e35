package io.sluice.lake.compact;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.port.EventScan.Projection;
import io.sluice.core.query.DaySummary;
import io.sluice.core.query.QuerySpec;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.scan.SummaryPath;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Writes the summaries of closed days that have none, or one of fewer rows. They are derived from the rows and may be
 * deleted at any time, so nothing depends on when or by whom they are written; of two writers one is the first, and both
 * have the same bytes. Unlike files, whose merging must leave alone what a start of a runner reads again, a day is
 * summarised as soon as no more events of it can come. Holds the values of one hour at a time.
 */
final class SummaryWriter {
    private SummaryWriter() {}

    /**
     * Writes what is missing, or damaged.
     *
     * @param request which days: those with an hour in it that the watermark has passed, by its delay
     * @param question whose field, groups and ids are summarised
     * @param stopped asked between days
     * @param damaged is given each damaged summary, and what is wrong with it; null where they are not to be looked for,
     *     which takes reading those of all days asked for
     * @return how many were written
     */
    static int write(
            ObjectStore store,
            CompactionRequest request,
            QuerySpec question,
            BooleanSupplier stopped,
            BiConsumer<String, String> damaged) {
        Optional<CommitRecord> last = CommitLog.open(store).last();
        if (last.isEmpty()) {
            return 0;
        }
        Set<String> present = new HashSet<>();
        store.list(SummaryPath.FOLDER).forEach(object -> present.add(object.path()));
        int written = 0;
        try (ParquetEventScan scan = ParquetEventScan.open(store)) {
            for (var day : days(scan, request).entrySet()) {
                LocalDate date = day.getKey();
                if (!request.isOver(date, last.get()) || stopped.getAsBoolean()) {
                    continue;
                }
                String path = SummaryPath.of(date, scan.rowsOf(date));
                boolean missing = !present.contains(path) || damaged != null && removeDamaged(store, path, damaged);
                if (missing && hasColumns(scan, day.getValue(), question)) {
                    written += write(store, scan, date, day.getValue(), question);
                }
            }
        }
        return written;
    }

    /** Whether a summary that is there was damaged and is gone now. */
    private static boolean removeDamaged(ObjectStore store, String path, BiConsumer<String, String> damaged) {
        Optional<String> damage = store.read(path).flatMap(SummaryWriter::damage);
        damage.ifPresent(what -> {
            store.delete(path);
            damaged.accept(path, what);
        });
        return damage.isPresent();
    }

    /** What is wrong with a summary, if anything is. */
    private static Optional<String> damage(byte[] summary) {
        try {
            DaySummary.fromBytes(summary);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Map<LocalDate, List<Hour>> days(ParquetEventScan scan, CompactionRequest request) {
        Map<LocalDate, List<Hour>> days = new TreeMap<>();
        Set<LocalDate> asked = new HashSet<>();
        for (Hour hour : scan.hours()) {
            LocalDate date = hour.start().atZone(ZoneOffset.UTC).toLocalDate();
            days.computeIfAbsent(date, d -> new ArrayList<>()).add(hour);
            if (request.includes(hour.start().getEpochSecond() / 3600)) {
                asked.add(date);
            }
        }
        days.keySet().retainAll(asked);
        return days;
    }

    /** Events of another schema are not asked this question. */
    private static boolean hasColumns(ParquetEventScan scan, List<Hour> hours, QuerySpec question) {
        try {
            scan.requireColumns(new Projection(question.field(), question.by(), question.id()), hours);
            return true;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private static int write(
            ObjectStore store, ParquetEventScan scan, LocalDate date, List<Hour> hours, QuerySpec question) {
        DaySummary summary = DaySummary.of(scan, date, hours, question);
        String path = SummaryPath.of(date, summary.rows());
        store.createIfAbsent(path, summary.toBytes());
        for (StoredObject object : store.list(SummaryPath.folder(date))) {
            if (!object.path().equals(path)) {
                store.delete(object.path()); // of fewer rows
            }
        }
        return 1;
    }
}
