package io.sluice.spark.query;

import io.sluice.core.port.EventScan.Hour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Some hours of a period to be read by one executor, as a row.
 *
 * @param period the number of the period they count to, in the plan
 * @param hours ascending
 * @param wanted the groups in question, as {@link GroupLabel}; none where all are
 */
record ScanTask(int period, List<Hour> hours, List<String> wanted) {
    static final StructType SCHEMA = new StructType()
            .add(HourAggregates.PERIOD, DataTypes.IntegerType, false)
            .add(
                    "hours",
                    DataTypes.createArrayType(
                            new StructType()
                                    .add("start", DataTypes.LongType, false)
                                    .add("files", DataTypes.createArrayType(DataTypes.StringType, false), false),
                            false),
                    false)
            .add("wanted", DataTypes.createArrayType(DataTypes.StringType, false), false);

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
        return RowFactory.create(period, rows, wanted.toArray(new String[0]));
    }
}
