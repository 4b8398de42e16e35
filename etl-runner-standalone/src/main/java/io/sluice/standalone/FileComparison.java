package io.sluice.standalone;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.PartitionState;
import io.sluice.standalone.FileContent.Mark;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares files with what a lake has read: each source partition continues in the file that begins with what was read of
 * it. What cannot be distinguished from a mistake is refused, above all what would read lines twice.
 */
final class FileComparison {
    private static final String ORDER = "Name all files, in the order of before, and new ones behind them.";

    private final List<NdjsonFile> files;
    private final CommitRecord last;
    private final List<String> differences = new ArrayList<>();
    /** One that would be read twice if all files were read anew; null if there is none. */
    private String known;

    /**
     * @param files opened at their beginnings; those that are the same stand behind what was read then
     * @param last says what was read
     */
    FileComparison(List<NdjsonFile> files, CommitRecord last) {
        this.files = files;
        this.last = last;
    }

    /**
     * Whether the files are those that were read, renamed or appended to.
     *
     * @param acceptChange whether others may be read instead, from their first lines
     * @throws LakeSettingsException if they are others
     * @throws DataGapException if one of them was changed in what was read
     */
    boolean isSame(boolean acceptChange) {
        last.partitions().forEach((partition, state) -> {
            if (state.position() > 0) {
                compare(partition, state);
            }
        });
        if (differences.isEmpty()) {
            return true;
        }
        String what = "sluice.source.files names other files than those that the lake has read:\n  "
                + String.join("\n  ", differences) + "\n";
        if (known != null) {
            throw new LakeSettingsException(what + known + ". " + ORDER);
        }
        if (!acceptChange) {
            throw new LakeSettingsException(what + "Restore them, choose another lake (sluice.lake.uri), or read these"
                    + " from their first lines into this one with --accept-change");
        }
        return false;
    }

    private void compare(int partition, PartitionState state) {
        if (partition >= files.size()) {
            differences.add("source partition " + partition + ", of which " + state.position()
                    + " lines were read, has no file now");
            return;
        }
        NdjsonFile file = files.get(partition);
        if (state.content().isEmpty()) {
            compareName(partition, file);
            return;
        }
        Mark mark = Mark.parse(state.content());
        switch (file.match(state.position(), mark)) {
            case SAME ->
                known = file.path() + " (source partition " + partition + ") is one of them, though,"
                        + " and would be read twice";
            case CHANGED ->
                throw new DataGapException(
                        "File " + file.path() + " (source partition " + partition
                                + ") was changed since it was read: its first " + mark.bytes() + " bytes, which are "
                                + state.position()
                                + " lines, are not those of before, or its last line was continued. Files are"
                                + " only appended to, line by line. Restore it, or read it into another lake (sluice.lake.uri).");
            case OTHER -> {
                if (!isElsewhere(partition, state.position(), mark)
                        && file.size() < mark.bytes()
                        && isNamedAsBefore(partition, file)) {
                    throw new DataGapException("File " + file.path() + " (source partition " + partition + ") has "
                            + file.size() + " bytes, but " + mark.bytes()
                            + " were read of it: it was cut, or replaced by a shorter one. Restore it, or read it into"
                            + " another lake (sluice.lake.uri).");
                }
                differences.add(file.path() + " (source partition " + partition + ") does not begin with the "
                        + mark.headBytes() + " bytes that were read there first");
            }
        }
    }

    /** A lake of an earlier version knows names only. */
    private void compareName(int partition, NdjsonFile file) {
        if (!isNamedAsBefore(partition, file)) {
            differences.add("source partition " + partition + " was read from " + names()[partition] + ", now it is "
                    + file.path());
        }
    }

    private boolean isNamedAsBefore(int partition, NdjsonFile file) {
        String[] names = names();
        return partition >= names.length
                || names[partition].equals(file.path().getFileName().toString());
    }

    private String[] names() {
        return last.source().name().split(",", -1);
    }

    private boolean isElsewhere(int partition, long position, Mark mark) {
        for (NdjsonFile file : files) {
            if (file.isSameAs(position, mark)) {
                known = file.path() + " is what was read as source partition " + partition
                        + ", and would be read twice";
                return true;
            }
        }
        return false;
    }
}
