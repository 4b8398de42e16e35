package io.sluice.lake.scan;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.io.InputFile;

/**
 * Where the files of a listing are now. A compaction beside the reader replaces files of an hour by one with the same
 * rows; the records tell which. Looked up only once a file cannot be read, so it costs nothing before. Safe for threads.
 */
final class FollowedFiles {
    /** What a compaction did to a folder. */
    private record Replacement(Set<String> removed, List<String> added) {}

    private final ObjectStore store;
    private final Map<String, String> stagedPaths;
    private final Map<String, List<Replacement>> byFolder = new HashMap<>();
    private final Set<String> seenMoved = new HashSet<>();
    private final long listedAt;
    private long upTo;

    /**
     * @param stagedPaths where files may still stand, by the paths they will have
     * @param listedAt the number of the commit after which the files were listed; 0 if it is not known
     */
    FollowedFiles(ObjectStore store, Map<String, String> stagedPaths, long listedAt) {
        this.store = store;
        this.stagedPaths = new ConcurrentHashMap<>(stagedPaths);
        this.listedAt = listedAt;
        this.upTo = listedAt;
    }

    Map<String, String> stagedPaths() {
        return Collections.unmodifiableMap(stagedPaths);
    }

    long listedAt() {
        return listedAt;
    }

    /** The files that hold the rows of files that were listed in one folder. */
    synchronized List<String> of(List<String> listed) {
        if (listed.isEmpty()) {
            return listed;
        }
        List<String> files = listed;
        for (Replacement replacement : byFolder.getOrDefault(folderOf(listed.get(0)), List.of())) {
            files = apply(replacement, files);
        }
        return files;
    }

    private List<String> apply(Replacement replacement, List<String> files) {
        if (Collections.disjoint(files, replacement.removed)) {
            return files;
        }
        if (!new HashSet<>(files).containsAll(replacement.removed)) {
            throw new LakeUnavailableException("Rows were added to " + folderOf(files.get(0)) + " of " + store
                    + " and merged with those there while they were being read; ask again");
        }
        List<String> now = new ArrayList<>(files);
        now.removeAll(replacement.removed);
        now.addAll(replacement.added);
        return now;
    }

    /** Whether files that could not be read are elsewhere by now, so that another attempt has a chance. */
    synchronized boolean haveMoved(List<String> listed, List<String> read) {
        follow();
        boolean published = false;
        for (String path : read) {
            published |= stagedPaths.containsKey(path) && store.size(path) >= 0 && seenMoved.add(path);
        }
        return published || !of(listed).equals(read);
    }

    private void follow() {
        CommitLog log = CommitLog.open(store);
        for (CommitRecord record : log.read(upTo + 1, log.lastNumber())) {
            if (record.kind() == CommitRecord.Kind.COMPACTION) {
                follow(record);
            }
        }
        upTo = Math.max(upTo, log.lastNumber());
    }

    private void follow(CommitRecord compaction) {
        Map<String, Replacement> folders = new HashMap<>();
        for (String path : compaction.removed()) {
            of(folders, path).removed.add(path);
        }
        for (DataFile file : compaction.added()) {
            of(folders, file.path()).added.add(file.path());
            stagedPaths.put(file.path(), file.stagedPath());
        }
        folders.forEach((folder, replacement) ->
                byFolder.computeIfAbsent(folder, f -> new ArrayList<>()).add(replacement));
    }

    private static Replacement of(Map<String, Replacement> folders, String path) {
        return folders.computeIfAbsent(folderOf(path), f -> new Replacement(new HashSet<>(), new ArrayList<>()));
    }

    private static String folderOf(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** A file at its place, or where it was staged by a commit that is not published yet. */
    InputFile open(String path) {
        String staged = stagedPaths.get(path);
        if (staged != null && store.size(path) < 0 && store.size(staged) >= 0) {
            return store.open(staged);
        }
        return store.open(path);
    }
}
