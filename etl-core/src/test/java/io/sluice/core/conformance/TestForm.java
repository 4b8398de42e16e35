package io.sluice.core.conformance;

/**
 * Whether tests have their short form, which every build runs, or the long one of {@code mvn -Plong verify}. The two
 * assert the same; the long one of more.
 */
public final class TestForm {
    private static final boolean LONG = Boolean.getBoolean("sluice.tests.long");

    private TestForm() {}

    /** How many of something: kills, records, tries. */
    public static int pick(int inShort, int inLong) {
        return LONG ? inLong : inShort;
    }
}
