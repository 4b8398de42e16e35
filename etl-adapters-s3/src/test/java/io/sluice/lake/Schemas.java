package io.sluice.lake;

import io.sluice.core.event.EventRoles;
import io.sluice.core.schema.EventSchema;
import java.util.concurrent.TimeUnit;

/** Schemas beside the built-in one, with everything that it does not have. */
public final class Schemas {
    private static final String ORDERS = """
            {
              "$schema": "http://json-schema.org/draft-07/schema#",
              "type": "object",
              "required": ["number", "placed_at", "customer", "lines", "total"],
              "properties": {
                "number": {"type": "integer"},
                "placed_at": {"type": "integer"},
                "paid_at": {"type": ["string", "null"], "format": "date-time"},
                "customer": {
                  "type": "object",
                  "required": ["key"],
                  "properties": {
                    "key": {"type": "string", "format": "uuid"},
                    "referrer": {"type": "string", "format": "uuid"},
                    "address": {
                      "type": "object",
                      "required": ["city"],
                      "properties": {
                        "city": {"type": "string"},
                        "street": {"type": ["string", "null"]},
                        "geo": {
                          "type": ["object", "null"],
                          "required": ["latitude"],
                          "properties": {
                            "latitude": {"type": "number"},
                            "altitude": {"type": ["integer", "null"]}
                          }
                        }
                      }
                    }
                  }
                },
                "lines": {"type": "array"},
                "attributes": {"type": "object"},
                "gift": {"type": "boolean"},
                "express": {"type": ["boolean", "null"]},
                "total": {"type": "number"},
                "discount": {"type": ["number", "null"]}
              }
            }
            """;

    private Schemas() {}

    /** Orders: nested optional groups, nullable fields, integers, JSON and booleans; an integer id and seconds. */
    public static EventSchema orders() {
        return EventSchema.parse("orders", ORDERS).keepingUnknown();
    }

    public static EventRoles orderRoles(EventSchema schema) {
        return EventRoles.of(schema, "number", "placed_at", TimeUnit.SECONDS);
    }

    public static EventRoles builtInRoles(EventSchema schema) {
        return EventRoles.of(schema, "event_id", "timestamp", null);
    }
}
