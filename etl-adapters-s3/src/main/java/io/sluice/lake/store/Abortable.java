package io.sluice.lake.store;

/** A stream whose bytes are of no use to anybody: once it is told so, closing it makes nothing of them. */
public interface Abortable {
    /** Makes the next close leave nothing behind. */
    void abort();
}
