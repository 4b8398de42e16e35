package io.sluice.core.statistics;

/**
 * Exact sample quantiles by linear interpolation between the two nearest ranks (type 7 of Hyndman and Fan: the default
 * of R, NumPy and SQL's {@code percentile_cont}), found by selection instead of sorting.
 */
public final class ExactQuantile {
    private ExactQuantile() {}

    /**
     * The quantile of the first values of an array, whose order it changes.
     *
     * @param values no NaN among the first {@code length}
     * @param length how many count; at least one
     * @param q from 0 to 1
     */
    public static double of(double[] values, int length, double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("A quantile must be from 0 to 1, got " + q);
        }
        if (length < 1 || length > values.length) {
            throw new IllegalArgumentException(
                    "A quantile needs at least one value, got " + length + " of an array of " + values.length);
        }
        double rank = q * (length - 1);
        int below = (int) rank;
        double left = select(values, length, below);
        if (below == rank) {
            return left;
        }
        double right = Double.POSITIVE_INFINITY;
        for (int i = below + 1; i < length; i++) { // selection left nothing smaller there
            right = Math.min(right, values[i]);
        }
        return Interpolation.between(left, right, rank - below);
    }

    /**
     * Hoare's quickselect: puts the value of the rank in its place, nothing greater before and nothing smaller behind.
     * The pivot is picked by a fixed hash of the bounds, so that no common order of values makes it quadratic.
     */
    private static double select(double[] values, int length, int rank) {
        int low = 0;
        int high = length - 1;
        while (low < high) {
            long hash = (low * 0x9e3779b97f4a7c15L ^ high) * 0xbf58476d1ce4e5b9L;
            double pivot = values[low + (int) ((hash >>> 33) % (high - low + 1))];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (rank <= j) {
                high = j;
            } else if (rank >= i) {
                low = i;
            } else {
                break; // between the two halves: in place
            }
        }
        return values[rank];
    }
}
