package io.sluice.app.query;

import io.sluice.app.report.ResultFormat;
import io.sluice.app.text.OptionText;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.Period;
import io.sluice.core.query.QuerySpec;
import java.util.function.Function;

/**
 * The options of the question, declared once: each runner hands this table to its command line, and
 * {@link QueryRequest} makes the question of what was given.
 */
public enum QueryOption {
    LAKE("--lake", "URI", "The lake (default: the configured lake.uri).", Function.identity()),
    FROM("--from", "DATE", "The first day (default: all there are).", OptionText::day),
    TO("--to", "DATE", "The last day, included (default: all there are).", OptionText::day),
    QUANTILE(
            "--quantile",
            "Q",
            "A quantile above 0 and below 1; may be repeated (default: "
                    + QuerySpec.DEFAULT.quantiles().get(0) + ").",
            OptionText::number),
    OUTLIERS(
            "--outliers",
            "RULE",
            "What is left out: sigma, iqr, percentile or none (default: " + QueryRequest.DEFAULT_RULE + ").",
            Function.identity()),
    THRESHOLD(
            "--threshold",
            "T",
            "Standard deviations (default: " + plain(OutlierRule.Sigma.DEFAULT_THRESHOLD) + "), interquartile ranges ("
                    + plain(OutlierRule.Iqr.DEFAULT_MULTIPLIER) + "), or percent on either side ("
                    + plain(OutlierRule.Percentile.DEFAULT_PERCENT) + ").",
            OptionText::number),
    FIELD(
            "--field",
            "F",
            "The numeric field (default: the first that the lake's windows aggregate, else " + QuerySpec.DEFAULT.field()
                    + ").",
            Function.identity()),
    BY(
            "--by",
            "C",
            "The fields that make a group, together with the day (default: those of the lake's windows, else "
                    + String.join(",", QuerySpec.DEFAULT.by())
                    + "); '' for none.",
            Function.identity()),
    MIN_EVENTS(
            "--min-events",
            "N",
            "Distinct events a group needs (default: " + QuerySpec.DEFAULT.minEvents() + ").",
            OptionText::wholeNumber),
    EXACT("--exact", "Exact quantiles with linear interpolation instead of a t-digest."),
    FAST("--fast", "Answer from the summaries of closed days, nearly; rows are read where there is none."),
    INCLUDE_LATE(
            "--include-late", "Take in the late events whose id is not among the events of their hour, each id once."),
    DISTINCT("--distinct", "Count all distinct events, in a column of their own."),
    PERIOD("--period", "P", "What a row is over: day, hour, or all (the whole range) (default: day).", Period::parse),
    ZONE("--zone", "Z", "Whose days; its offset from UTC must be whole hours (default: UTC).", OptionText::zone),
    OUTPUT(
            "--output",
            "FORMAT",
            "table, csv, json or markdown (default: " + ResultFormat.TABLE + ").",
            ResultFormat::of),
    OUT("--out", "FILE", "Write to this file instead of standard output.", Function.identity()),
    REPORT(
            "--report",
            "FILE.html",
            "Write a page for the browser, too: table, charts, what is left out, data quality.",
            Function.identity()),
    CHECK(
            "--check",
            "FILE",
            "Compare with this CSV of an earlier answer to the same question, digit by digit.",
            Function.identity());

    private final String flag;
    private final String label;
    private final String description;
    private final Function<String, ?> parser;

    QueryOption(String flag, String label, String description, Function<String, ?> parser) {
        this.flag = flag;
        this.label = label;
        this.description = description;
        this.parser = parser;
    }

    QueryOption(String flag, String description) {
        this(flag, null, description, Function.identity());
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** As it is written on the command line. */
    public String flag() {
        return flag;
    }

    /** What its value is called; null for a switch, which has none. */
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /** Whether it may be given more than once, or holds several values with commas between them. */
    public boolean isList() {
        return this == QUANTILE || this == BY;
    }

    /** What separates several values, or null where each needs the option again. */
    public String separator() {
        return this == BY ? "," : null;
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public Object parse(String text) {
        return parser.apply(text);
    }
}
