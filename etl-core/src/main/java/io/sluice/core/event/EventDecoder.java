package io.sluice.core.event;

/**
 * Turns raw records into the rows and rejections of a batch. Every record becomes exactly one of the two; nothing is
 * thrown for bad input. Decoders are pure but for their scratch memory: one instance serves one thread.
 */
public interface EventDecoder {

    /**
     * Decodes all records of a batch.
     *
     * @param records what the source handed over
     * @param into is reset to the batch's source partition and filled
     */
    void decode(RecordBatch records, EventBatch into);

    /** Fields dropped because the schema does not name them, in the last batch decoded. */
    long unknownFields();
}
