package io.sluice.lake.commit;

/** Is told of every step a writer passes. One that throws stands for a crash at that point. */
public interface StepListener {
    /** Tells nobody. */
    StepListener NONE = step -> {};

    void passed(CommitStep step);
}
