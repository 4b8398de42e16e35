package io.sluice.core.generate;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import java.nio.charset.StandardCharsets;

/**
 * Realistic values for the fields of the built-in event, wherever a schema has a field with the same path, type and
 * checks. A device keeps its type, location and firmware; durations are log-normal with a median by device type; the
 * measurement is normal around what is usual for the type, and the status follows how far off it is.
 */
final class DeviceModels {
    private static final String[] TYPES = {"temperature", "pressure", "humidity", "motion", "light"};

    /** Median duration in milliseconds and spread of its logarithm, by type. */
    private static final double[] MEDIAN_DURATION = {45, 80, 60, 20, 120};

    private static final double[] DURATION_SPREAD = {0.5, 0.6, 0.5, 0.8, 0.7};

    /** Usual measurement and its standard deviation, by type: degrees, hPa, percent, events, lux. */
    private static final double[] USUAL_VALUE = {21, 1013, 45, 12, 400};

    private static final double[] VALUE_SPREAD = {3, 8, 10, 3.5, 110};

    private static final byte[] NORMAL = ascii("\"normal\"");
    private static final byte[] WARNING = ascii("\"warning\"");
    private static final byte[] CRITICAL = ascii("\"critical\"");

    private static final EventSchema BUILT_IN = EventSchema.builtIn();

    private final int devices;
    private final int[] types;
    private final byte[][] ids;
    private final byte[][] typeTexts;
    private final byte[][] locations;
    private final byte[][] firmwares;

    DeviceModels(long seed, int devices) {
        this.devices = devices;
        types = new int[devices];
        ids = new byte[devices][];
        typeTexts = new byte[devices][];
        locations = new byte[devices][];
        firmwares = new byte[devices][];
        SeededRandom random = new SeededRandom();
        for (int device = 0; device < devices; device++) {
            random.reseed(SeededRandom.seed(~seed, device));
            types[device] = device % TYPES.length;
            ids[device] =
                    ascii("\"device-" + String.valueOf(1000 + device % 1000).substring(1) + "\"");
            typeTexts[device] = ascii("\"" + TYPES[types[device]] + "\"");
            locations[device] = ascii("\"zone-" + (char) ('A' + random.nextInt(5)) + "\"");
            firmwares[device] =
                    ascii("\"v" + (1 + random.nextInt(3)) + "." + random.nextInt(10) + "." + random.nextInt(10) + "\"");
        }
    }

    /**
     * The model of a field that is as in the built-in event, or null.
     *
     * @throws IllegalArgumentException if the field cannot tell so many devices apart
     */
    FieldModel of(Field field) {
        Field builtIn = BUILT_IN.field(field.path());
        if (builtIn == null
                || builtIn.type() != field.type()
                || !builtIn.checks().equals(field.checks())) {
            return null;
        }
        return switch (field.path()) {
            case "device_id" -> {
                if (devices > 1000) {
                    throw new IllegalArgumentException("Cannot make " + devices
                            + " devices: device_id has three digits, so there are at most 1000");
                }
                yield (draft, out) -> out.raw(ids[draft.device]);
            }
            case "device_type" -> (draft, out) -> out.raw(typeTexts[draft.device]);
            case "metadata.location" -> (draft, out) -> out.raw(locations[draft.device]);
            case "metadata.firmware" -> (draft, out) -> out.raw(firmwares[draft.device]);
            case "event_duration" -> this::duration;
            case "value" -> this::value;
            case "status" -> DeviceModels::status;
            default -> null;
        };
    }

    private void duration(EventDraft draft, JsonBytes out) {
        int type = types[draft.device];
        double millis = MEDIAN_DURATION[type] * StrictMath.exp(DURATION_SPREAD[type] * draft.random.nextGaussian());
        out.decimal((long) (Math.min(millis, 1000) * 1000), 3);
    }

    private void value(EventDraft draft, JsonBytes out) {
        int type = types[draft.device];
        double value = USUAL_VALUE[type] + VALUE_SPREAD[type] * draft.deviation;
        out.decimal((long) (value * 100), 2);
    }

    private static void status(EventDraft draft, JsonBytes out) {
        double off = Math.abs(draft.deviation);
        out.raw(off < 2 ? NORMAL : off < 3 ? WARNING : CRITICAL);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
