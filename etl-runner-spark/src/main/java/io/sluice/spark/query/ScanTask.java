package io.sluice.spark.query;

import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.query.QueryPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Some hours of a day to be read by one executor, as a row.
 *
 * @param epochDay the day they count to
 * @param hours ascending
 * @param wanted the groups in question, as {@link GroupText}; none where all are
 */
record ScanTask(int epochDay, List<Hour> hours, List<String> wanted) {
    static final StructType SCHEMA = new StructType()
            .add("date", DataTypes.IntegerType, false)
            .add(
                    "hours",
                    DataTypes.createArrayType(
                            new StructType()
                                    .add("start", DataTypes.LongType, false)
                                    .add("files", DataTypes.createArrayType(DataTypes.StringType, false), false),
                            false),
                    false)
            .add("wanted", DataTypes.createArrayType(DataTypes.StringType, false), false);

    /** A task of one hour of a day. */
    static ScanTask of(QueryPlan.Day day, Hour hour, List<String> wanted) {
        return new ScanTask(epochDay(day), List.of(hour), wanted);
    }

    /** A task of a whole day. */
    static ScanTask of(QueryPlan.Day day, List<String> wanted) {
        return new ScanTask(epochDay(day), day.hours(), wanted);
    }

    static int epochDay(QueryPlan.Day day) {
        return Math.toIntExact(day.date().toEpochDay());
    }

    static ScanTask of(Row row) {
        List<Hour> hours = new ArrayList<>();
        for (Row hour : row.<Row>getList(1)) {
            hours.add(new Hour(Instant.ofEpochSecond(hour.getLong(0)), hour.getList(1)));
        }
        return new ScanTask(row.getInt(0), hours, row.getList(2));
    }

    Row toRow() {
        Row[] rows = new Row[hours.size()];
        for (int i = 0; i < rows.length; i++) {
            Hour hour = hours.get(i);
            rows[i] = RowFactory.create(
                    hour.start().getEpochSecond(), hour.files().toArray(new String[0]));
        }
        return RowFactory.create(epochDay, rows, wanted.toArray(new String[0]));
    }
}
