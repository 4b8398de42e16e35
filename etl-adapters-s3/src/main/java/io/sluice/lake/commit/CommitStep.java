package io.sluice.lake.commit;

/** The points a writer passes between which it may die; at each of them tests make it die. */
public enum CommitStep {
    /** The text of the schema is stored. */
    SCHEMA_STORED,
    /** The take-over record is created, this writer owns the lake. */
    TAKEN_OVER,
    /** A staged file that nobody needs is removed. */
    GARBAGE_REMOVED,
    /** A file of the next commit is begun. */
    FILE_BEGUN,
    /** A file of the next commit is complete, its bytes durable. */
    FILE_FINISHED,
    /** The names of all files of the next commit are durable. */
    FILES_SYNCED,
    /** The record is about to be created. */
    RECORD_DUE,
    /** The record is created: the commit has happened. */
    RECORD_CREATED,
    /** A replaced file is gone from its table. */
    FILE_REMOVED,
    /** A file is in its place. */
    FILE_MOVED,
    /** All files are in their places, durably. */
    PUBLISHED,
    /** Full thousands of records have their segments. */
    SEGMENTS_WRITTEN
}
