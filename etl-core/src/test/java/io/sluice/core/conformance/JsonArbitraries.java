package io.sluice.core.conformance;

import io.sluice.core.conformance.HostileVariants.Variant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * jqwik arbitraries for records of the hostile schema ({@link HostileLog#schemaJson()}): from valid events over events
 * with any JSON in any place to bytes that were cut, doubled and overwritten.
 */
public final class JsonArbitraries {
    private static final String[] PATHS = {
        "event_id",
        "device_id",
        "device_type",
        "timestamp",
        "event_duration",
        "value",
        "status",
        "metadata",
        "metadata.location",
        "metadata.firmware",
        "metadata.rack",
        "metadata.other",
        "sequence",
        "battery",
        "note",
        "calibrated",
        "mode",
        "tags",
        "network",
        "unknown",
        "\\u0076alue",
        "\u00e9"
    };

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "5",
        "10",
        "42",
        "43",
        "0.01",
        "0.29",
        "1.49",
        "1.5",
        "1.0",
        "1e2",
        "1E-2",
        "1e0",
        "100",
        "1000",
        "1000.0",
        "1000.0000001",
        "999.99999999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "1e18",
        "1e19",
        "9007199254740993",
        "1e308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-400",
        "0e400",
        "-0.0e-400",
        "0.1e1",
        "15e-1",
        "150e-1",
        "1234567890123456789",
        "0.30000000000000004",
        "123456789.123456789e-5",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "NaN",
        "-",
        "--1",
        "1e+5",
        "0x1"
    };

    private static final String[] STRINGS = {
        "",
        "a",
        "normal",
        "warning",
        "light",
        "motion",
        "auto",
        "manual",
        "device-001",
        "device-01",
        "zone-A",
        "v1.2.3",
        "12345678",
        "123456789",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\n",
        "\\/",
        "\\x",
        "\uD83D\uDE00",
        "\u00e9",
        "6ec85f1f-8547-4c0c-acf6-3afcc21a470a",
        "6EC85F1F-8547-4C0C-ACF6-3AFCC21A470A",
        "6ec85f1f-8547-4c0c-acf6-3afcc21a470",
        "2024-02-29T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-02-29T23:59:59.123456789+14:00",
        "2024-02-29t00:00:00z",
        "2024-02-29 00:00:00Z",
        "null"
    };

    private JsonArbitraries() {}

    /** Any record: all the others mixed. */
    public static Arbitrary<byte[]> records() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, events()),
                Tuple.of(4, changedEvents()),
                Tuple.of(2, variants()),
                Tuple.of(3, damaged()),
                Tuple.of(1, jsonTexts(4).map(JsonArbitraries::utf8)));
    }

    /** Valid events, written in any order with spaces anywhere. */
    public static Arbitrary<byte[]> events() {
        return randoms().map(random -> utf8(event(random).shuffle(random).writeLoosely(random)));
    }

    /** Events in which some properties have another value, are gone, or come twice. */
    public static Arbitrary<byte[]> changedEvents() {
        return Combinators.combine(
                        randoms(),
                        Arbitraries.of(PATHS).list().ofMinSize(1).ofMaxSize(3),
                        jsonTexts(2).list().ofSize(3))
                .as((random, paths, values) -> {
                    EventText event = event(random);
                    for (int i = 0; i < paths.size(); i++) {
                        change(event, paths.get(i), values.get(i), random);
                    }
                    return utf8(
                            random.nextBoolean()
                                    ? event.write()
                                    : event.shuffle(random).writeLoosely(random));
                });
    }

    private static void change(EventText event, String path, String value, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> event.remove(path);
            case 1 -> event.add(path, value);
            case 2 -> event.rename(path, EventText.escaped("status", random));
            default -> event.set(path, value);
        }
    }

    /** The variants of the hostile log. */
    public static Arbitrary<byte[]> variants() {
        List<Variant> variants = HostileVariants.all(1 << 16, false).stream()
                .filter(variant -> !variant.name().startsWith("null value"))
                .toList();
        return Combinators.combine(randoms(), Arbitraries.of(variants))
                .as((random, variant) -> variant.rewrite().bytes(event(random), random));
    }

    /** Records of which some bytes were overwritten, cut out or doubled. */
    public static Arbitrary<byte[]> damaged() {
        return Combinators.combine(randoms(), Arbitraries.oneOf(events(), changedEvents()))
                .as((random, bytes) -> {
                    byte[] damaged = bytes;
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        damaged = damage(damaged, random);
                    }
                    return damaged;
                });
    }

    private static byte[] damage(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(1 + random.nextInt(6), bytes.length - at);
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] changed = bytes.clone();
                changed[at] =
                        (byte) "{}[],:\"\\ue0-+.ntf\u0000\u001f\u007f\u0080\u00c3\u00ff".charAt(random.nextInt(23));
                return changed;
            }
            case 1 -> {
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
                System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
                return shorter;
            }
            case 2 -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                return longer;
            }
            default -> {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                return changed;
            }
        }
    }

    /** JSON texts, mostly right, of a depth. */
    public static Arbitrary<String> jsonTexts(int depth) {
        Arbitrary<String> scalars = Arbitraries.oneOf(
                Arbitraries.of(NUMBERS),
                Arbitraries.of(STRINGS).map(EventText::quoted),
                Arbitraries.of("null", "true", "false"),
                Arbitraries.doubles().map(number -> Double.isFinite(number) ? Double.toString(number) : "0"),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.bigDecimals().map(Object::toString),
                Arbitraries.strings().ascii().ofMaxLength(10).map(JsonArbitraries::escapeQuotes));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<String> inner = jsonTexts(depth - 1);
        Arbitrary<String> arrays =
                inner.list().ofMaxSize(3).map(values -> "[" + String.join(random(values), values) + "]");
        Arbitrary<String> objects = Combinators.combine(
                        Arbitraries.of("a", "b", "gateway", "signal", "seen", "location", "firmware", "rack", "value")
                                .list()
                                .ofSize(3),
                        inner.list().ofMaxSize(3))
                .as((names, values) -> {
                    List<String> members = new ArrayList<>();
                    for (int i = 0; i < values.size(); i++) {
                        members.add("\"" + names.get(i) + "\":" + values.get(i));
                    }
                    return "{" + String.join(",", members) + "}";
                });
        return Arbitraries.frequencyOf(Tuple.of(6, scalars), Tuple.of(1, arrays), Tuple.of(2, objects));
    }

    private static String random(List<String> values) {
        return values.size() == 2 ? " , " : ",";
    }

    private static String escapeQuotes(String text) {
        return EventText.quoted(text.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static EventText event(Random random) {
        EventText event = EventText.of(
                new java.util.UUID(random.nextLong(), random.nextLong()).toString(),
                random.nextInt(1000),
                random.nextBoolean() ? "light" : "pressure",
                HostileTimes.odd(random.nextLong() % 4_000_000_000_000_000L, random),
                Integer.toString(random.nextInt(1001)),
                Double.toString(random.nextDouble() * 100 - 50));
        if (random.nextBoolean()) {
            event.set("sequence", Integer.toString(random.nextInt(1000) * 5));
        }
        if (random.nextBoolean()) {
            event.set("network", "{\"gateway\":\"g\",\"signal\":" + random.nextLong() + "}");
        }
        return event;
    }

    private static Arbitrary<Random> randoms() {
        return Arbitraries.longs().map(Random::new);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
