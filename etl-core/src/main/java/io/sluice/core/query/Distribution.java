package io.sluice.core.query;

import java.util.Objects;

/**
 * How the values of a qualified group lie, outliers included.
 *
 * @param min the smallest value
 * @param max the greatest value
 * @param kept what the outlier rule keeps
 * @param histogram of all values; it may leave out far ones, which are counted on either side
 */
public record Distribution(double min, double max, Interval kept, Histogram histogram) {
    public Distribution {
        Objects.requireNonNull(kept, "kept");
        Objects.requireNonNull(histogram, "histogram");
    }
}
