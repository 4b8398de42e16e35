package io.sluice.core.query;

/** Searches in arrays of values in ascending order. */
final class Ascending {
    private Ascending() {}

    /** The index of the first value that is not below the bound; the length if there is none. */
    static int firstAtLeast(double[] ascending, double bound) {
        return first(ascending, bound, false);
    }

    /** The index of the first value above the bound; the length if there is none. */
    static int firstAbove(double[] ascending, double bound) {
        return first(ascending, bound, true);
    }

    private static int first(double[] ascending, double bound, boolean above) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ascending[middle] < bound || (above && ascending[middle] == bound)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
