package io.sluice.app.query;

import io.sluice.app.failure.UsageException;
import io.sluice.app.report.ResultFormat;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.QuerySpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the command line asks for. */
public final class QueryRequest {
    static final String DEFAULT_RULE = "sigma";

    private final Map<QueryOption, Object> given = new EnumMap<>(QueryOption.class);

    /**
     * Reads the options.
     *
     * @param value the value of an option, as {@link QueryOption#parse} made it, or a list of them; null where it was
     *     not given
     * @throws UsageException if they do not go together, or make no question
     */
    public QueryRequest(Function<QueryOption, Object> value) {
        for (QueryOption option : QueryOption.values()) {
            Object one = value.apply(option);
            if (one != null) {
                given.put(option, one);
            }
        }
        for (QueryOption other : List.of(QueryOption.EXACT, QueryOption.INCLUDE_LATE, QueryOption.REPORT)) {
            if (has(QueryOption.FAST) && has(other)) {
                throw new UsageException(
                        "--fast answers from summaries, which cannot give " + other.flag() + "; leave one out");
            }
        }
        question(QuerySpec.DEFAULT);
    }

    /** Whether an option was given. */
    public boolean has(QueryOption option) {
        return given.containsKey(option);
    }

    /** The text of an option, null where it was not given. */
    public String text(QueryOption option) {
        return (String) given.get(option);
    }

    @SuppressWarnings("unchecked")
    private <T> T get(QueryOption option, T other) {
        return (T) given.getOrDefault(option, other);
    }

    /** How the rows are written. */
    public ResultFormat format() {
        return get(QueryOption.OUTPUT, ResultFormat.TABLE);
    }

    /**
     * The question.
     *
     * @param defaults what is asked where no option says something else
     * @throws UsageException if that makes no question
     */
    public QuerySpec question(QuerySpec defaults) {
        List<String> by = get(QueryOption.BY, defaults.by());
        try {
            return defaults.withDays(get(QueryOption.FROM, null), get(QueryOption.TO, null))
                    .withQuantiles(get(QueryOption.QUANTILE, defaults.quantiles()))
                    .withOutliers(OutlierRule.parse(
                            get(QueryOption.OUTLIERS, DEFAULT_RULE), get(QueryOption.THRESHOLD, null)))
                    .withField(get(QueryOption.FIELD, defaults.field()))
                    .withBy(by.equals(List.of("")) ? List.of() : by)
                    .withMinEvents(get(QueryOption.MIN_EVENTS, defaults.minEvents()))
                    .withExact(has(QueryOption.EXACT))
                    .withDistinct(has(QueryOption.DISTINCT))
                    .withZone(get(QueryOption.ZONE, defaults.zone()))
                    .withPeriod(get(QueryOption.PERIOD, defaults.period()))
                    .withDistributions(has(QueryOption.REPORT));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }
}
