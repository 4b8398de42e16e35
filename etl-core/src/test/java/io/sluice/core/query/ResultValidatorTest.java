package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultValidatorTest {
    private static final QuerySpec SPEC = QuerySpec.DEFAULT.withMinEvents(2);
    private static final double NAN = Double.NaN;

    @Test
    void acceptsWhatHolds() {
        assertThatCode(() -> validate(row("light", 10, 5, 1, 1, 9, 8.0))).doesNotThrowAnyException();
        assertThatCode(() -> validate(row("light", 1, 5, NAN, 0, 1, 8.0))).doesNotThrowAnyException();
    }

    @Test
    void aDeviationMayBeUndefinedWhereValuesAreTooFarApartForADouble() {
        QueryRow all = row("light", 2, 0, NAN, 0, 2, 1.7e308);
        assertThatCode(() -> ResultValidator.validate(SPEC, all, -1.7e308, 1.7e308))
                .doesNotThrowAnyException();
        QueryRow fewer = row("light", 3, 0, NAN, 1, 2, 1.7e308);
        assertThatThrownBy(() -> ResultValidator.validate(SPEC, fewer, -1.7e308, 1.7e308))
                .hasMessageContaining("standard deviation");
        QuerySpec percentile = SPEC.withOutliers(new OutlierRule.Percentile(0.01, 0.99));
        assertThatCode(() -> ResultValidator.validate(percentile, fewer, -1.7e308, 1.7e308))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesWhatDoesNot() {
        assertRefused(row("light", 10, 5, 1, 1, 8, 8.0), "do not add up");
        assertRefused(row("light", 10, 5, 1, -1, 11, 8.0), "out of range");
        assertRefused(row("light", 10, 5, 1, 10, 0, 8.0), "out of range");
        assertRefused(row("light", 10, NAN, 1, 1, 9, 8.0), "mean");
        assertRefused(row("light", 10, 5, NAN, 1, 9, 8.0), "standard deviation");
        assertRefused(row("light", 1, 5, 0, 0, 1, 8.0), "standard deviation");
        assertRefused(row("light", 10, 5, 1, 1, 9, 9.5), "9.5 is not between 0.0 and 9.0");
        assertRefused(row("light", 10, 5, 1, 1, 9, NAN), "NaN is not between");
        assertRefused(row("light", 10, 5, 1, 1, 9), "quantiles are missing");
        assertRefused(
                new QueryRow(LocalDate.EPOCH, List.of(), 10, 5, 1, 1, 9, List.of(8.0), null, false), "group values");
    }

    @Test
    void distinctEventsMustBePlausible() {
        QuerySpec distinct = SPEC.withDistinct(true);
        assertThatCode(() -> ResultValidator.validate(distinct, row(10L), 0, 9)).doesNotThrowAnyException();
        for (Long count : new Long[] {null, 1L, 11L}) {
            assertThatThrownBy(() -> ResultValidator.validate(distinct, row(count), 0, 9))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("distinct events");
        }
        assertRefused(row(10L), "not as asked for");
    }

    private static void assertRefused(QueryRow row, String message) {
        assertThatThrownBy(() -> validate(row))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1970-01-01")
                .hasMessageContaining(message);
    }

    private static void validate(QueryRow row) {
        ResultValidator.validate(SPEC, row, 0, 9);
    }

    private static QueryRow row(Long distinct) {
        return new QueryRow(LocalDate.EPOCH, List.of("light"), 10, 5, 1, 1, 9, List.of(8.0), distinct, false);
    }

    private static QueryRow row(
            String by, long events, double mean, double stddev, long outliers, long kept, Double... quantiles) {
        return new QueryRow(
                LocalDate.EPOCH, List.of(by), events, mean, stddev, outliers, kept, List.of(quantiles), null, false);
    }
}
