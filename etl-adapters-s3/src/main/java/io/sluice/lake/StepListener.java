package io.sluice.lake;

/** Is told of every step a writer passes. One that throws stands for a crash at that point. */
interface StepListener {
    /** Tells nobody. */
    StepListener NONE = step -> {};

    void passed(CommitStep step);
}
