package io.sluice.app.config;

/** A properties file that says every key, its documentation and its default, each line commented out. */
public final class ConfigTemplate {
    private static final String LINE = "\n";

    private ConfigTemplate() {}

    /** The file's text. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Configuration of Sluice. Remove the # before a key to change it; comments need their own lines.")
                .append(LINE)
                .append("# The environment (SLUICE_SOURCE_TOPIC=x) wins over this file, --set source.topic=x over"
                        + " both.")
                .append(LINE)
                .append("# Values may say ${env:NAME} or ${file:/path}: keep secrets out of this file.")
                .append(LINE);
        String group = "";
        for (ConfigKey key : ConfigKey.values()) {
            String keyGroup = key.key().split("\\.")[0];
            text.append(keyGroup.equals(group) ? "" : LINE);
            group = keyGroup;
            append(text, key);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, ConfigKey key) {
        text.append("# ").append(key.doc()).append(LINE);
        if (key.type() != ValueType.TEXT) {
            text.append("# Expected: ").append(key.expected()).append(LINE);
        }
        text.append('#').append(ConfigKey.PREFIX).append(key.key()).append('=');
        text.append(key.defaultText()).append(LINE);
    }
}
