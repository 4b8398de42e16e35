package io.sluice.core.query;

import io.sluice.core.statistics.Moments;
import java.io.Serializable;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** Which values of a group count as outliers. Every rule keeps a closed interval, which follows from the whole group. */
public sealed interface OutlierRule extends Serializable {

    /**
     * The values to be kept.
     *
     * @param moments of all values of the group
     * @param quantiles the group's quantile function over all values, on (0, 1); only asked if {@link #needsQuantiles}
     */
    Interval kept(Moments moments, DoubleUnaryOperator quantiles);

    /** Whether {@link #kept} asks for quantiles, which costs a pass of its own. */
    default boolean needsQuantiles() {
        return false;
    }

    /** Keeps {@code |x - mean| <= threshold * stddev}; everything where the deviation is 0 or undefined. */
    record Sigma(double threshold) implements OutlierRule {
        /** The contract's question asks for three. */
        public static final double DEFAULT_THRESHOLD = 3;

        public Sigma {
            requirePositive("sigma", threshold);
        }

        @Override
        public Interval kept(Moments moments, DoubleUnaryOperator quantiles) {
            double limit = threshold * moments.standardDeviation();
            if (!(limit > 0) || limit == Double.POSITIVE_INFINITY) {
                return Interval.ALL;
            }
            double mean = moments.mean();
            return new Interval(-farthestBelow(-mean, limit), farthestBelow(mean, limit));
        }

        /**
         * The greatest x with {@code x - mean <= limit}, as double arithmetic has it: so that the interval and the
         * rule as it is written never disagree over a value at the bound. {@code mean + limit} alone is off by up to
         * an ulp of the mean. The difference grows with x, hence the bisection over the doubles in their order.
         */
        private static double farthestBelow(double mean, double limit) {
            long inside = ordinal(mean);
            long outside = ordinal(Double.POSITIVE_INFINITY);
            // The distance may exceed a signed long: it is unsigned, here and in the shift.
            while (outside - inside != 1) {
                long middle = inside + (outside - inside >>> 1);
                if (atOrdinal(middle) - mean <= limit) {
                    inside = middle;
                } else {
                    outside = middle;
                }
            }
            return atOrdinal(inside);
        }

        /** Doubles as integers in the same order. */
        private static long ordinal(double value) {
            long bits = Double.doubleToRawLongBits(value + 0.0);
            return bits < 0 ? -(bits & Long.MAX_VALUE) : bits;
        }

        private static double atOrdinal(long ordinal) {
            return ordinal < 0 ? -Double.longBitsToDouble(-ordinal) : Double.longBitsToDouble(ordinal);
        }

        @Override
        public String toString() {
            return "sigma " + threshold;
        }
    }

    /** Tukey's fences: keeps q1 - multiplier * (q3 - q1) to q3 + multiplier * (q3 - q1). */
    record Iqr(double multiplier) implements OutlierRule {
        /** Tukey's own. */
        public static final double DEFAULT_MULTIPLIER = 1.5;

        public Iqr {
            requirePositive("iqr", multiplier);
        }

        @Override
        public Interval kept(Moments moments, DoubleUnaryOperator quantiles) {
            double first = quantiles.applyAsDouble(0.25);
            double third = quantiles.applyAsDouble(0.75);
            double range = third - first;
            // Halves, where no double holds the range.
            double reach = range <= Double.MAX_VALUE ? multiplier * range : 2 * (multiplier * (third / 2 - first / 2));
            return new Interval(first - reach, third + reach);
        }

        @Override
        public boolean needsQuantiles() {
            return true;
        }

        @Override
        public String toString() {
            return "iqr " + multiplier;
        }
    }

    /** Keeps what lies between two quantiles of the group, both included. */
    record Percentile(double low, double high) implements OutlierRule {
        /** One percent is cut off on either side. */
        public static final double DEFAULT_PERCENT = 1;

        public Percentile {
            if (!(low >= 0 && low < high && high <= 1)) {
                throw new IllegalArgumentException("Percentile outliers need 0 <= low < high <= 1 (quantiles), got low="
                        + low + " and high=" + high);
            }
        }

        @Override
        public Interval kept(Moments moments, DoubleUnaryOperator quantiles) {
            return new Interval(
                    low == 0 ? moments.min() : quantiles.applyAsDouble(low),
                    high == 1 ? moments.max() : quantiles.applyAsDouble(high));
        }

        @Override
        public boolean needsQuantiles() {
            return true;
        }

        @Override
        public String toString() {
            return "percentile " + low + ".." + high;
        }
    }

    /** Keeps everything. */
    record None() implements OutlierRule {
        @Override
        public Interval kept(Moments moments, DoubleUnaryOperator quantiles) {
            return Interval.ALL;
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    /**
     * Reads a rule as the command line has it.
     *
     * @param name {@code sigma}, {@code iqr}, {@code percentile} or {@code none}
     * @param threshold null for the rule's default (3 standard deviations, 1.5 interquartile ranges, 1 percent); for
     *     {@code percentile} the percent cut off on either side
     * @throws IllegalArgumentException if there is no such rule, or the threshold makes no sense for it
     */
    static OutlierRule parse(String name, Double threshold) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "sigma" -> new Sigma(threshold == null ? Sigma.DEFAULT_THRESHOLD : threshold);
            case "iqr" -> new Iqr(threshold == null ? Iqr.DEFAULT_MULTIPLIER : threshold);
            case "percentile" -> percentile(threshold == null ? Percentile.DEFAULT_PERCENT : threshold);
            case "none" -> {
                if (threshold != null) {
                    throw new IllegalArgumentException("Outlier rule none takes no threshold, got " + threshold);
                }
                yield new None();
            }
            default ->
                throw new IllegalArgumentException(
                        "Unknown outlier rule " + name + "; there are sigma, iqr, percentile, none");
        };
    }

    private static OutlierRule percentile(double percent) {
        if (!(percent > 0 && percent < 50)) {
            throw new IllegalArgumentException(
                    "The threshold of percentile is the percent cut off on either side, above 0 and below 50, got "
                            + percent);
        }
        return new Percentile(percent / 100, (100 - percent) / 100);
    }

    private static void requirePositive(String rule, double threshold) {
        if (!(threshold > 0) || Double.isInfinite(threshold)) {
            throw new IllegalArgumentException(
                    "The threshold of " + rule + " must be a number above 0, got " + threshold);
        }
    }
}
