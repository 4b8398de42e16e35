package io.sluice.core.schema.evaluate;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * Host names: letters, digits and hyphens (RFC 1123), and international ones (RFC 5890 to 5893). Whether a code point may
 * stand in a name follows from its Unicode properties by the rules of RFC 5892, as the running JDK knows them.
 */
final class HostNames {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;
    private static final String ACE = "xn--";

    /** RFC 5892, section 2.6: allowed although their properties say otherwise. */
    private static final Set<Integer> ALLOWED = Set.of(0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007);
    /** Section 2.6: disallowed although their properties say otherwise. */
    private static final Set<Integer> DISALLOWED =
            Set.of(0x640, 0x7fa, 0x302e, 0x302f, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303b);

    private HostNames() {}

    static boolean isValid(String text, boolean international) {
        String name = international ? text.replaceAll("[\u3002\uff0e\uff61]", ".") : text;
        String[] labels = name.split("\\.", -1);
        int length = labels.length - 1;
        boolean bidi = false;
        String[] unicode = new String[labels.length];
        for (int i = 0; i < labels.length; i++) {
            unicode[i] = label(labels[i], international);
            if (unicode[i] == null) {
                return false;
            }
            length += isAscii(labels[i]) ? labels[i].length() : asciiLength(labels[i]);
            bidi |= unicode[i].codePoints().anyMatch(HostNames::isRightToLeft);
        }
        if (length > MAX_NAME) {
            return false;
        }
        for (String label : unicode) {
            if (bidi && !keepsBidiRule(label)) {
                return false;
            }
        }
        return true;
    }

    /** A domain of a mail address: a host name whose international labels are not looked into. */
    static boolean isMailDomain(String text, boolean international) {
        if (!international) {
            return isValid(text, false);
        }
        for (String label : text.split("\\.", -1)) {
            boolean plain = isAscii(label) ? isLdh(label) : label.codePoints().noneMatch(c -> c == 0xff20 || c <= ' ');
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    /** The label in Unicode; null where it is none. */
    private static String label(String label, boolean international) {
        if (isAscii(label)) {
            if (!isLdh(label)) {
                return null;
            }
            boolean encoded = label.regionMatches(true, 0, ACE, 0, ACE.length());
            if (!encoded) {
                return label;
            }
            String decoded = Punycode.decode(label.substring(ACE.length()).toLowerCase(Locale.ROOT));
            boolean canonical = decoded != null
                    && !isAscii(decoded)
                    && label.substring(ACE.length()).equalsIgnoreCase(Punycode.encode(decoded));
            return canonical && isUnicodeLabel(decoded) ? decoded : null;
        }
        return international && isUnicodeLabel(label) && asciiLength(label) <= MAX_LABEL ? label : null;
    }

    private static int asciiLength(String label) {
        return ACE.length() + Punycode.encode(label).length();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static boolean isLdh(String label) {
        return !label.isEmpty()
                && label.length() <= MAX_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars().allMatch(c -> c == '-' || Addresses.isLetter((char) c) || Addresses.isDigit((char) c));
    }

    private static boolean isUnicodeLabel(String label) {
        int[] points = label.codePoints().toArray();
        boolean hyphens = label.startsWith("-") || label.endsWith("-") || label.startsWith("--", 2);
        if (hyphens || isMark(points[0]) || !Normalizer.isNormalized(label, Normalizer.Form.NFC)) {
            return false;
        }
        for (int i = 0; i < points.length; i++) {
            Boolean byContext = context(points, i);
            if (byContext != null ? !byContext : !isAllowed(points[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** RFC 5892, section 3: the derived property of a code point without a rule of its own. */
    private static boolean isAllowed(int c) {
        if (ALLOWED.contains(c)) {
            return true;
        }
        if (DISALLOWED.contains(c) || isIgnorable(c) || isOldHangul(c)) {
            return false;
        }
        String text = Character.toString(c);
        if (c == '-' || (c < 0x80 && Character.isLetterOrDigit(c) && !Character.isUpperCase(c))) {
            return true;
        }
        String folded = Normalizer.normalize(
                Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
        if (!folded.equals(text)) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.LOWERCASE_LETTER,
                    Character.UPPERCASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.MODIFIER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isIgnorable(int c) {
        UnicodeBlock block = UnicodeBlock.of(c);
        return block == UnicodeBlock.COMBINING_MARKS_FOR_SYMBOLS
                || block == UnicodeBlock.MUSICAL_SYMBOLS
                || block == UnicodeBlock.ANCIENT_GREEK_MUSICAL_NOTATION
                || Character.isWhitespace(c)
                || Character.getType(c) == Character.FORMAT
                || c == 0x34f
                || (c >= 0x115f && c <= 0x1160)
                || (c >= 0x17b4 && c <= 0x17b5)
                || (c >= 0x180b && c <= 0x180f)
                || c == 0x3164
                || c == 0xffa0
                || (c >= 0xfe00 && c <= 0xfe0f)
                || (c >= 0xe0000 && c <= 0xe0fff);
    }

    private static boolean isOldHangul(int c) {
        return (c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xa97c) || (c >= 0xd7b0 && c <= 0xd7fb);
    }

    /** RFC 5892, appendix A: the verdict of a code point's own rule; null where it has none. */
    private static Boolean context(int[] points, int i) {
        int c = points[i];
        int before = i > 0 ? points[i - 1] : -1;
        int after = i + 1 < points.length ? points[i + 1] : -1;
        if (c == 0x200d) {
            return isVirama(before);
        }
        if (c == 0x200c) {
            return isVirama(before) || isBetweenJoining(points, i);
        }
        if (c == 0xb7) {
            return before == 'l' && after == 'l';
        }
        if (c == 0x375) {
            return after >= 0 && UnicodeScript.of(after) == UnicodeScript.GREEK;
        }
        if (c == 0x5f3 || c == 0x5f4) {
            return before >= 0 && UnicodeScript.of(before) == UnicodeScript.HEBREW;
        }
        if (c == 0x30fb) {
            for (int point : points) {
                UnicodeScript script = UnicodeScript.of(point);
                if (script == UnicodeScript.HIRAGANA
                        || script == UnicodeScript.KATAKANA
                        || script == UnicodeScript.HAN) {
                    return true;
                }
            }
            return false;
        }
        if (c >= 0x660 && c <= 0x669) {
            return none(points, 0x6f0, 0x6f9);
        }
        if (c >= 0x6f0 && c <= 0x6f9) {
            return none(points, 0x660, 0x669);
        }
        return null;
    }

    private static boolean none(int[] points, int from, int to) {
        for (int point : points) {
            if (point >= from && point <= to) {
                return false;
            }
        }
        return true;
    }

    /** Canonical combining class 9, which the JDK does not tell: the viramas, by name. */
    private static boolean isVirama(int c) {
        if (c < 0 || !isMark(c)) {
            return false;
        }
        String name = Character.getName(c);
        return name != null && (name.endsWith("VIRAMA") || name.endsWith("SIGN COENG") || name.endsWith("PHINTHU"));
    }

    /**
     * Whether letters that join stand on both sides, marks between left out. The JDK does not know joining types; the
     * scripts that join are named here instead, without the letters that join on their right only.
     */
    private static boolean isBetweenJoining(int[] points, int i) {
        int before = i - 1;
        while (before >= 0 && isMark(points[before])) {
            before--;
        }
        int after = i + 1;
        while (after < points.length && isMark(points[after])) {
            after++;
        }
        return before >= 0
                && after < points.length
                && joins(points[before])
                && !joinsOnTheRightOnly(points[before])
                && joins(points[after]);
    }

    private static boolean joins(int c) {
        UnicodeScript script = UnicodeScript.of(c);
        boolean cursive = script == UnicodeScript.ARABIC
                || script == UnicodeScript.SYRIAC
                || script == UnicodeScript.MONGOLIAN
                || script == UnicodeScript.NKO
                || script == UnicodeScript.PHAGS_PA
                || script == UnicodeScript.MANDAIC;
        return cursive && Character.isLetter(c) && c != 0x621 && c != 0x674 && c != 0x6d5;
    }

    private static boolean joinsOnTheRightOnly(int c) {
        return (c >= 0x622 && c <= 0x625 && c != 0x626)
                || c == 0x627
                || c == 0x629
                || (c >= 0x62f && c <= 0x632)
                || c == 0x648
                || (c >= 0x671 && c <= 0x673)
                || (c >= 0x675 && c <= 0x677)
                || (c >= 0x688 && c <= 0x699)
                || (c >= 0x6c3 && c <= 0x6cb)
                || c == 0x6cd
                || c == 0x6cf
                || c == 0x6d2
                || c == 0x6d3
                || c == 0x6ee
                || c == 0x6ef;
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }

    /** RFC 5893, section 2, for a label of a name that has right-to-left ones. */
    private static boolean keepsBidiRule(String label) {
        int[] points = label.codePoints().toArray();
        byte first = Character.getDirectionality(points[0]);
        boolean rightToLeft = first == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || first == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
        if (!rightToLeft && first != Character.DIRECTIONALITY_LEFT_TO_RIGHT) {
            return false;
        }
        boolean european = false;
        boolean arabic = false;
        byte last = first;
        for (int point : points) {
            byte direction = Character.getDirectionality(point);
            european |= direction == Character.DIRECTIONALITY_EUROPEAN_NUMBER;
            arabic |= direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
            boolean fits =
                    switch (direction) {
                        case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                                Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                                Character.DIRECTIONALITY_ARABIC_NUMBER -> rightToLeft;
                        case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> !rightToLeft;
                        case Character.DIRECTIONALITY_EUROPEAN_NUMBER,
                                Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR,
                                Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR,
                                Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR,
                                Character.DIRECTIONALITY_OTHER_NEUTRALS,
                                Character.DIRECTIONALITY_BOUNDARY_NEUTRAL,
                                Character.DIRECTIONALITY_NONSPACING_MARK -> true;
                        default -> false;
                    };
            if (!fits) {
                return false;
            }
            if (direction != Character.DIRECTIONALITY_NONSPACING_MARK) {
                last = direction;
            }
        }
        boolean number = last == Character.DIRECTIONALITY_EUROPEAN_NUMBER;
        return rightToLeft
                ? !(european && arabic)
                        && (number
                                || last == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                                || last == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                                || last == Character.DIRECTIONALITY_ARABIC_NUMBER)
                : number || last == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }
}
