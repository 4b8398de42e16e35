package io.sluice.benchmarks.floor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads events with Jackson's streaming parser and checks them; null where one is not valid. */
final class EventParser {
    private static final Set<String> TYPES = Set.of("temperature", "pressure", "humidity", "motion", "light");
    private static final Set<String> STATUSES = Set.of("normal", "warning", "critical");
    private static final Pattern DEVICE = Pattern.compile("device-\\d{3}");
    private static final Pattern LOCATION = Pattern.compile("zone-[A-E]");
    private static final Pattern FIRMWARE = Pattern.compile("v\\d\\.\\d\\.\\d");

    private final JsonFactory factory = new JsonFactory();

    DeviceEvent parse(byte[] json, int partition, long offset) {
        try (JsonParser parser = factory.createParser(json)) {
            return read(parser, partition, offset);
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            return null;
        }
    }

    private static DeviceEvent read(JsonParser parser, int partition, long offset) throws IOException {
        UUID id = null;
        String device = null;
        String type = null;
        Instant time = null;
        double duration = Double.NaN;
        double value = Double.NaN;
        String status = null;
        String location = null;
        String firmware = null;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "event_id" -> id = UUID.fromString(parser.getText());
                case "device_id" -> device = parser.getText();
                case "device_type" -> type = parser.getText();
                case "timestamp" ->
                    time = OffsetDateTime.parse(parser.getText()).toInstant();
                case "event_duration" -> duration = parser.getDoubleValue();
                case "value" -> value = parser.getDoubleValue();
                case "status" -> status = parser.getText();
                case "metadata" -> {
                    for (String inner = parser.nextFieldName(); inner != null; inner = parser.nextFieldName()) {
                        parser.nextToken();
                        switch (inner) {
                            case "location" -> location = parser.getText();
                            case "firmware" -> firmware = parser.getText();
                            default -> parser.skipChildren();
                        }
                    }
                }
                default -> parser.skipChildren();
            }
        }
        boolean valid = id != null
                && time != null
                && device != null
                && DEVICE.matcher(device).matches()
                && type != null
                && TYPES.contains(type)
                && duration >= 0
                && duration <= 1000
                && !Double.isNaN(value)
                && status != null
                && STATUSES.contains(status)
                && location != null
                && LOCATION.matcher(location).matches()
                && firmware != null
                && FIRMWARE.matcher(firmware).matches();
        return valid
                ? new DeviceEvent(
                        id, device, type, time, duration, value, status, location, firmware, partition, offset)
                : null;
    }
}
