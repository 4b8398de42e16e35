package io.sluice.core.schema.evaluate;

/** The encoding of Unicode labels in ASCII, RFC 3492, without its prefix. */
final class Punycode {
    private static final int BASE = 36;
    private static final int LEAST = 1;
    private static final int MOST = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_CODE_POINT = 0x80;

    private Punycode() {}

    /** The label that an encoded one in lower case stands for; null where it stands for none. */
    static String decode(String encoded) {
        int hyphen = encoded.lastIndexOf('-');
        StringBuilder out = new StringBuilder(hyphen < 0 ? "" : encoded.substring(0, hyphen));
        int length = out.length();
        long point = FIRST_CODE_POINT;
        long i = 0;
        int bias = FIRST_BIAS;
        int at = hyphen < 0 ? 0 : hyphen + 1;
        if (at == encoded.length()) {
            return null;
        }
        while (at < encoded.length()) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < encoded.length() ? digit(encoded.charAt(at++)) : -1;
                if (digit < 0) {
                    return null;
                }
                i += digit * weight;
                int threshold = threshold(k, bias);
                if (i > Integer.MAX_VALUE) {
                    return null;
                }
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
            }
            length++;
            bias = adapt(i - before, length, before == 0);
            point += i / length;
            i %= length;
            if (point > Character.MAX_CODE_POINT || (point >= 0xd800 && point <= 0xdfff)) {
                return null;
            }
            out.insert(out.offsetByCodePoints(0, (int) i), Character.toChars((int) point));
            i++;
        }
        return out.toString();
    }

    /** A label in its encoding. */
    static String encode(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int point : points) {
            if (point < FIRST_CODE_POINT) {
                out.append((char) point);
            }
        }
        int basic = out.length();
        int done = basic;
        if (basic > 0) {
            out.append('-');
        }
        int current = FIRST_CODE_POINT;
        long delta = 0;
        int bias = FIRST_BIAS;
        while (done < points.length) {
            int next = Integer.MAX_VALUE;
            for (int point : points) {
                next = point >= current ? Math.min(next, point) : next;
            }
            delta += (long) (next - current) * (done + 1);
            current = next;
            for (int point : points) {
                if (point < current) {
                    delta++;
                } else if (point == current) {
                    append(out, delta, bias);
                    bias = adapt(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }
            delta++;
            current++;
        }
        return out.toString();
    }

    private static void append(StringBuilder out, long delta, int bias) {
        long rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                break;
            }
            out.append(character((int) (threshold + (rest - threshold) % (BASE - threshold))));
            rest = (rest - threshold) / (BASE - threshold);
        }
        out.append(character((int) rest));
    }

    private static char character(int digit) {
        return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
    }

    private static int digit(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        return Addresses.isDigit(c) ? c - '0' + 26 : -1;
    }

    private static int threshold(int k, int bias) {
        return Math.max(LEAST, Math.min(MOST, k - bias));
    }

    private static int adapt(long delta, int length, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / length;
        int k = 0;
        while (rest > (BASE - LEAST) * MOST / 2) {
            rest /= BASE - LEAST;
            k += BASE;
        }
        return (int) (k + (BASE - LEAST + 1) * rest / (rest + SKEW));
    }
}
