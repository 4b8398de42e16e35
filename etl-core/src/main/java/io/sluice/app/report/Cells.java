package io.sluice.app.report;

import io.sluice.core.query.QueryRow;
import java.util.ArrayList;
import java.util.List;

/** The values of a row in the order of {@link io.sluice.core.query.QuerySpec#columns()}. */
public final class Cells {
    private Cells() {}

    /** String, Long, Double or Boolean; null where a standard deviation is undefined. */
    public static List<Object> of(QueryRow row) {
        List<Object> cells = new ArrayList<>();
        cells.add(row.period());
        cells.addAll(row.by());
        cells.add(row.events());
        cells.add(row.mean());
        cells.add(Double.isNaN(row.stddev()) ? null : row.stddev());
        cells.add(row.outliers());
        cells.add(row.kept());
        cells.addAll(row.quantiles());
        if (row.distinctEvents() != null) {
            cells.add(row.distinctEvents());
        }
        return cells;
    }
}
