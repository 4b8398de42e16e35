package io.sluice.spark.plain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.from_json;

import io.sluice.core.schema.EventSchema;
import io.sluice.spark.EventStructType;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The built-in event from a topic to Parquet by hour, by Spark SQL alone: from_json, dropDuplicatesWithinWatermark, file
 * sink. It checks that required fields are there and the ranges of two, and nothing else; it drops what is late or broken,
 * aggregates no windows, and its files can only be read right by Spark.
 *
 * <p>Arguments: brokers, topic, folder, tuning ({@code default}, {@code rocksdb} or {@code barrier}).
 */
public final class PlainSparkJob {
    private static final String HORIZON = "10 minutes";

    private PlainSparkJob() {}

    public static void main(String[] arguments) throws Exception {
        String tuning = arguments[3];
        SparkSession.Builder builder = SparkSession.builder().appName("plain");
        if (!tuning.equals("default")) {
            builder.config("spark.sql.shuffle.partitions", Runtime.getRuntime().availableProcessors());
            builder.config(
                    "spark.sql.streaming.stateStore.providerClass",
                    "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider");
            builder.config("spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true");
        }
        SparkSession spark = builder.getOrCreate();
        Dataset<Row> records = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", arguments[0])
                .option("kafka.isolation.level", "read_committed")
                .option("subscribe", arguments[1])
                .option("startingOffsets", "earliest")
                .option("maxOffsetsPerTrigger", "500000")
                .load();
        StreamingQuery query = byHour(valid(parsed(records, tuning.equals("barrier"))))
                .writeStream()
                .format("parquet")
                .option("path", arguments[2] + "/events")
                .option("checkpointLocation", arguments[2] + "/checkpoint")
                .partitionBy("year", "month", "day", "hour")
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();
        spark.stop();
    }

    private static Dataset<Row> parsed(Dataset<Row> records, boolean barrier) {
        Dataset<Row> parsed = records.select(
                from_json(col("value").cast("string"), EventStructType.of(EventSchema.builtIn()))
                        .as("event"),
                col("partition").as("source_partition"),
                col("offset").as("source_offset"));
        if (barrier) {
            // Spark evaluates from_json once per column that is looked at, unless it cannot see through.
            MapPartitionsFunction<Row, Row> same = rows -> rows;
            parsed = parsed.mapPartitions(same, Encoders.row(parsed.schema()));
        }
        return parsed.select("event.*", "source_partition", "source_offset");
    }

    private static Dataset<Row> valid(Dataset<Row> events) {
        Dataset<Row> valid = events;
        for (String required : List.of(
                "event_id", "device_id", "device_type", "timestamp", "event_duration", "value", "status", "metadata")) {
            valid = valid.filter(col(required).isNotNull());
        }
        return valid.filter(col("event_duration").between(0, 1000))
                .withWatermark("timestamp", HORIZON)
                .dropDuplicatesWithinWatermark(new String[] {"event_id"});
    }

    private static Dataset<Row> byHour(Dataset<Row> events) {
        return events.withColumn("year", date_format(col("timestamp"), "yyyy"))
                .withColumn("month", date_format(col("timestamp"), "MM"))
                .withColumn("day", date_format(col("timestamp"), "dd"))
                .withColumn("hour", date_format(col("timestamp"), "HH"));
    }
}
