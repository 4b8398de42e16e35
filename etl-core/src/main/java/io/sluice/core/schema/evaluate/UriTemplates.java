package io.sluice.core.schema.evaluate;

/** URI templates, RFC 6570. */
final class UriTemplates {
    private static final String OPERATORS = "+#./;?&=,!@|";
    private static final String NOT_LITERAL = "\"'<>\\^`{|}% ";
    private static final int MAX_PREFIX_DIGITS = 4;

    private UriTemplates() {}

    static boolean isValid(String text) {
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (c == '{') {
                int end = text.indexOf('}', i);
                if (end < 0 || !isExpression(text.substring(i + 1, end))) {
                    return false;
                }
                i = end + 1;
            } else if (c == '%') {
                if (!isEscape(text, i)) {
                    return false;
                }
                i += 3;
            } else {
                boolean allowed = c < 0x80
                        ? c > ' ' && c < 0x7f && (NOT_LITERAL.indexOf(c) < 0 || c == '\'')
                        : Addresses.isForeign(c, true);
                if (!allowed) {
                    return false;
                }
                i += Character.charCount(c);
            }
        }
        return true;
    }

    private static boolean isEscape(String text, int i) {
        return i + 2 < text.length() && Addresses.isHex(text.charAt(i + 1)) && Addresses.isHex(text.charAt(i + 2));
    }

    private static boolean isExpression(String text) {
        boolean operator = !text.isEmpty() && OPERATORS.indexOf(text.charAt(0)) >= 0;
        for (String variable : text.substring(operator ? 1 : 0).split(",", -1)) {
            if (!isVariable(variable)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVariable(String text) {
        String name = text;
        int colon = text.indexOf(':');
        if (colon >= 0) {
            String prefix = text.substring(colon + 1);
            boolean number = !prefix.isEmpty()
                    && prefix.length() <= MAX_PREFIX_DIGITS
                    && prefix.charAt(0) != '0'
                    && prefix.chars().allMatch(c -> Addresses.isDigit((char) c));
            if (!number) {
                return false;
            }
            name = text.substring(0, colon);
        } else if (text.endsWith("*")) {
            name = text.substring(0, text.length() - 1);
        }
        return isName(name);
    }

    private static boolean isName(String name) {
        boolean dotAllowed = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (!dotAllowed) {
                    return false;
                }
                dotAllowed = false;
                continue;
            }
            if (c == '%' && isEscape(name, i)) {
                i += 2;
            } else if (!Addresses.isLetter(c) && !Addresses.isDigit(c) && c != '_') {
                return false;
            }
            dotAllowed = true;
        }
        return dotAllowed;
    }
}
