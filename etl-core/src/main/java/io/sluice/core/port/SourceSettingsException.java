package io.sluice.core.port;

/** The source's client does not accept the properties it is given (exit code 78). */
public final class SourceSettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public SourceSettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
