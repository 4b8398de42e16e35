package io.sluice.lake.compact;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.DataPaths;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a compaction would merge, hour by hour.
 *
 * @param hours in ascending order
 */
public record CompactionPlan(List<Hour> hours) {
    public CompactionPlan {
        hours = List.copyOf(hours);
    }

    /**
     * One hour of all tables: a commit of its own.
     *
     * @param start its first instant
     * @param merges what becomes one file each
     */
    public record Hour(Instant start, List<Merge> merges) {
        public Hour {
            merges = List.copyOf(merges);
        }
    }

    /**
     * Files of one table and hour that become one.
     *
     * @param files in the order of their commits
     */
    public record Merge(Table table, List<DataFile> files) {
        public Merge {
            files = List.copyOf(files);
        }

        /** The folder of the hour. */
        String folder() {
            return folderOf(files.get(0));
        }
    }

    /** What is to be merged in a lake as its log has it. */
    static CompactionPlan of(CommitLog log, CompactionRequest request) {
        Optional<CommitRecord> last = log.last();
        if (last.isEmpty()) {
            return new CompactionPlan(List.of());
        }
        long closedBefore = request.closedBefore(last.get());
        Map<Long, List<Merge>> byHour = new TreeMap<>();
        for (Table table : Table.values()) {
            for (List<DataFile> files : byFolder(log, table).values()) {
                long hour = DataPaths.hourOf(files.get(0).minTime());
                if (files.size() >= request.minFiles() && hour < closedBefore && request.includes(hour)) {
                    byHour.computeIfAbsent(hour, h -> new ArrayList<>()).add(new Merge(table, files));
                }
            }
        }
        List<Hour> hours = new ArrayList<>();
        byHour.forEach((hour, merges) -> hours.add(new Hour(Instant.ofEpochSecond(hour * 3600), merges)));
        return new CompactionPlan(hours);
    }

    /** Rows of different logs stay apart: the same offset means another record there. */
    private static Map<String, List<DataFile>> byFolder(CommitLog log, Table table) {
        Map<String, List<DataFile>> folders = new TreeMap<>();
        for (DataFile file : log.liveFiles(table)) {
            folders.computeIfAbsent(folderOf(file) + "/" + log.logOf(file), folder -> new ArrayList<>())
                    .add(file);
        }
        return folders;
    }

    private static String folderOf(DataFile file) {
        return file.path().substring(0, file.path().lastIndexOf('/'));
    }
}
