package io.sluice.standalone.report;

/** Text of a page. Whatever comes from data goes through {@link #text}; the rest is written by this package. */
public final class Html {
    private final StringBuilder page = new StringBuilder();

    /** Adds markup as it is. */
    public Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** Adds text that markup cannot hide in, also between the quotes of an attribute. */
    public Html text(Object text) {
        page.append(escape(text.toString()));
        return this;
    }

    /** Adds text of unknown writing direction, which stays within its place. */
    public Html isolated(Object text) {
        return raw("<bdi>").text(text).raw("</bdi>");
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isPrintable(character) ? character : '\ufffd');
            }
        });
        return escaped.toString();
    }

    private static boolean isPrintable(int character) {
        boolean unpairedSurrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        return !Character.isISOControl(character) && !unpairedSurrogate;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
