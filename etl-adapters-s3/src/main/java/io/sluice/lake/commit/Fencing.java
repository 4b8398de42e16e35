package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.WriterFencedException;

/** Says that a writer lost the lake. */
public final class Fencing {
    private Fencing() {}

    /**
     * A writer lost the lake by the record of another.
     *
     * @param taken the record that took the number this writer would have used
     * @param lake names the lake
     * @param writerId the one that lost it
     */
    public static WriterFencedException by(CommitRecord taken, Object lake, String writerId) {
        return new WriterFencedException("Commit " + taken.number() + " of " + lake + " was made by writer "
                + taken.writerId() + " (" + taken.kind() + " at " + taken.time()
                + "), which took the lake over from writer " + writerId + "; nothing that this one had not committed"
                + " before was published. Only one runner writes to a lake at a time: stop this one, or start it again"
                + " to stand by");
    }
}
