package io.sluice.core.generate;

/** The event being written: what its models draw from. Reused from event to event, single-threaded. */
final class EventDraft {
    /** Draws the values. */
    final SeededRandom random = new SeededRandom();

    /** Draws the id, and nothing else, so that copies with other values keep it. */
    final SeededRandom identity = new SeededRandom();

    /** Which device sends it. */
    int device;

    /** The number of the event, from 0; its copies have the same. */
    long number;

    /** Event time, microseconds since the epoch. */
    long time;

    /** How far from usual the measurement is, in standard deviations. */
    double deviation;

    /** What is to be wrong with it, or null. */
    Fault fault;

    void begin(long identitySeed, long valueSeed) {
        identity.reseed(identitySeed);
        random.reseed(valueSeed);
        deviation = random.nextGaussian();
    }
}
