package io.sluice.core.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The Unicode properties of ECMA-262 that Java has under some name; other names mean something else to Java. */
final class UnicodeProperties {
    private static final Set<String> CATEGORIES = Set.of(
            "L", "Lu", "Ll", "Lt", "Lm", "Lo", "LC", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
            "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs",
            "Co", "Cn");

    private static final Map<String, String> LONG_NAMES = new HashMap<>();

    static {
        LONG_NAMES.put("Letter", "L");
        LONG_NAMES.put("Uppercase_Letter", "Lu");
        LONG_NAMES.put("Lowercase_Letter", "Ll");
        LONG_NAMES.put("Titlecase_Letter", "Lt");
        LONG_NAMES.put("Modifier_Letter", "Lm");
        LONG_NAMES.put("Other_Letter", "Lo");
        LONG_NAMES.put("Mark", "M");
        LONG_NAMES.put("Nonspacing_Mark", "Mn");
        LONG_NAMES.put("Number", "N");
        LONG_NAMES.put("Decimal_Number", "Nd");
        LONG_NAMES.put("Letter_Number", "Nl");
        LONG_NAMES.put("Other_Number", "No");
        LONG_NAMES.put("Punctuation", "P");
        LONG_NAMES.put("Symbol", "S");
        LONG_NAMES.put("Math_Symbol", "Sm");
        LONG_NAMES.put("Currency_Symbol", "Sc");
        LONG_NAMES.put("Separator", "Z");
        LONG_NAMES.put("Space_Separator", "Zs");
        LONG_NAMES.put("Other", "C");
        LONG_NAMES.put("Control", "Cc");
        LONG_NAMES.put("Format", "Cf");
        LONG_NAMES.put("Unassigned", "Cn");
    }

    /** Binary properties, which Java has with an Is in front. */
    private static final Map<String, String> BINARY = Map.of(
            "Alphabetic", "IsAlphabetic",
            "Alpha", "IsAlphabetic",
            "Uppercase", "IsUppercase",
            "Upper", "IsUppercase",
            "Lowercase", "IsLowercase",
            "Lower", "IsLowercase",
            "White_Space", "IsWhite_Space",
            "Ideographic", "IsIdeographic");

    private UnicodeProperties() {}

    /** What Java writes between the braces for the same property, or null where it is not known to be the same. */
    static String inJava(String name) {
        int equals = name.indexOf('=');
        if (equals < 0) {
            String category = category(name);
            return category != null ? category : BINARY.get(name);
        }
        String value = name.substring(equals + 1);
        return switch (name.substring(0, equals)) {
            case "General_Category", "gc" -> category(value);
            case "Script", "sc" -> value.matches("[A-Z][a-z]+(_[A-Z][a-z]+)*") ? "script=" + value : null;
            default -> null;
        };
    }

    private static String category(String name) {
        return CATEGORIES.contains(name) ? name : LONG_NAMES.get(name);
    }
}
