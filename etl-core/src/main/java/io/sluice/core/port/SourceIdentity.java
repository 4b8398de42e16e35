package io.sluice.core.port;

import java.util.Objects;

/**
 * What a lake was filled from.
 *
 * @param name the topic's name, or the list of files
 * @param id changes when something else appears under the same name: Kafka's topic id; for files the commit with which a
 *     lake began to read them ({@link #ofFiles}); "" where it is not known
 */
public record SourceIdentity(String name, String id) {
    private static final String FILES = "files:";

    public SourceIdentity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(id, "id");
    }

    /**
     * Files that a lake reads from a commit on. Files have no id of their own, and may be renamed: what is read of them is
     * known again by its content ({@link PartitionState#content}).
     *
     * @param names of the files
     * @param firstCommit the number of the lake's commit with which their reading begins
     */
    public static SourceIdentity ofFiles(String names, long firstCommit) {
        return new SourceIdentity(names, FILES + firstCommit);
    }

    /** Whether a log is known again by its content, not by its name. */
    public boolean isOfFiles() {
        return id.startsWith(FILES);
    }

    /** This one, taken for the log that a record names where the id is not known. */
    public SourceIdentity takenFor(SourceIdentity recorded) {
        return id.isEmpty() ? new SourceIdentity(name, recorded.id) : this;
    }

    /** Whether a log that had this name was deleted and made anew: rows of the two in one lake have the same offsets. */
    public boolean isRecreated(SourceIdentity now) {
        return name.equals(now.name) && !isOfFiles() && !now.isOfFiles() && !isSameLog(now);
    }

    /** Whether this is the same log, so that positions in one mean something in the other. */
    public boolean isSameLog(SourceIdentity other) {
        if (isOfFiles() && other.isOfFiles()) {
            return id.equals(other.id);
        }
        boolean sameId = id.isEmpty() || other.id.isEmpty() || id.equals(other.id);
        return name.equals(other.name) && sameId;
    }
}
