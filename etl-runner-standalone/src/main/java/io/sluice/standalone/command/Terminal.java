package io.sluice.standalone.command;

/** Whether somebody watches standard error. */
final class Terminal {
    /** Set by the launcher script, which can ask the operating system. */
    private static final String PROPERTY = "sluice.terminal";

    private Terminal() {}

    static boolean isWatched() {
        String told = System.getProperty(PROPERTY);
        boolean terminal = told == null ? System.console() != null && onlyOnTerminals() : Boolean.parseBoolean(told);
        return terminal && !"dumb".equals(System.getenv("TERM"));
    }

    /** From Java 22 on there is a console without a terminal too. */
    private static boolean onlyOnTerminals() {
        return Runtime.version().feature() < 22;
    }
}
