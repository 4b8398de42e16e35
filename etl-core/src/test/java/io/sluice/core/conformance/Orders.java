package io.sluice.core.conformance;

import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A schema that has nothing in common with device events, and records of it, good and broken: what works for devices
 * only shows here. Ids are strings in a group, times are integers, and there are nullable and optional fields and groups.
 */
public final class Orders {
    private Orders() {}

    /** The text of the schema. */
    public static String schemaJson() {
        return resource("order.schema.json");
    }

    /** The schema. */
    public static EventSchema schema() {
        return EventSchema.parse("order.schema.json", schemaJson());
    }

    /** Which fields identify and date an order. */
    public static EventRoles roles(EventSchema schema) {
        return EventRoles.of(schema, "order.number", "placed_at", TimeUnit.MILLISECONDS);
    }

    /** A pipeline for orders: windows of a minute by channel and currency. */
    public static PipelineSpec spec() {
        EventSchema schema = schema();
        return PipelineSpec.of(schema, roles(schema))
                .withWindows(new WindowSpec(
                        Duration.ofMinutes(1),
                        List.of(schema.field("order.channel"), schema.field("customer.address.city")),
                        Aggregate.parseList(
                                "count(*) as orders, sum(amount) as turnover, avg(amount) as average,"
                                        + " stddev(amount) as spread, min(items) as fewest, max(items) as most,"
                                        + " count(customer.id) as known, max(customer.rating) as best",
                                schema)));
    }

    /** Thirty-one records of source partition 0, without timestamps. */
    public static List<LogRecord> records() {
        List<LogRecord> records = new ArrayList<>();
        for (String line : resource("orders.ndjson").split("\n")) {
            records.add(new LogRecord(records.size(), RecordBatch.NO_TIME, line.getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }

    /** The same records as a batch. */
    public static RecordBatch batch() {
        List<LogRecord> records = records();
        RecordBatch batch = new RecordBatch(0, records.size());
        for (LogRecord each : records) {
            batch.add(each.offset(), each.timestamp(), each.value(), 0, each.value().length);
        }
        return batch;
    }

    private static String resource(String name) {
        try (InputStream in = Orders.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
