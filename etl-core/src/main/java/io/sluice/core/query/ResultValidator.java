package io.sluice.core.query;

/**
 * Checks answers before anyone sees them. What it finds is a fault of the program or its input, never a matter of
 * taste: a violation is an error.
 */
public final class ResultValidator {
    private ResultValidator() {}

    /**
     * Checks that a row is whole, that its parts add up, and that its quantiles lie within the kept values.
     *
     * @param min the smallest kept value
     * @param max the greatest kept value
     * @throws IllegalStateException if it is not so, naming the row
     */
    public static void validate(QuerySpec spec, QueryRow row, double min, double max) {
        require(row.by().size() == spec.by().size(), row, "it has " + row.by().size() + " group values");
        require(row.quantiles().size() == spec.quantiles().size(), row, "quantiles are missing");
        require(row.events() >= 1 && row.kept() >= 1 && row.outliers() >= 0, row, "its counts are out of range");
        require(row.kept() + row.outliers() == row.events(), row, "kept and outliers do not add up to events");
        require(Double.isFinite(row.mean()), row, "its mean is no number");
        require(
                Double.isNaN(row.stddev())
                        ? mayLackDeviation(spec, row, min, max)
                        : row.events() > 1 && row.stddev() >= 0 && Double.isFinite(row.stddev()),
                row,
                "its standard deviation is no number");
        for (double quantile : row.quantiles()) {
            require(quantile >= min && quantile <= max, row, quantile + " is not between " + min + " and " + max);
        }
        require((row.distinctEvents() != null) == spec.distinct(), row, "its distinct events are not as asked for");
        require(
                row.distinctEvents() == null
                        || (row.distinctEvents() >= spec.minEvents() && row.distinctEvents() <= row.events()),
                row,
                "its distinct events are out of range");
    }

    /** No double holds a deviation of values further apart than any double; a rule that needs it then keeps them all. */
    private static boolean mayLackDeviation(QuerySpec spec, QueryRow row, double min, double max) {
        boolean isFarApart = max - min == Double.POSITIVE_INFINITY;
        boolean hidesExtremes = row.outliers() > 0 && !(spec.outliers() instanceof OutlierRule.Sigma);
        return row.events() == 1 || hidesExtremes || (isFarApart && row.outliers() == 0);
    }

    private static void require(boolean holds, QueryRow row, String found) {
        if (!holds) {
            throw new IllegalStateException("The answer for " + row.period() + " " + row.by() + " is wrong: " + found
                    + " in " + row + ". This is a fault of the program or of the table read; please report it.");
        }
    }
}
