package io.sluice.core.port;

/** The lake was written with other settings than it is opened with (exit code 78). */
public final class LakeSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LakeSettingsException(String message) {
        super(message);
    }

    public LakeSettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
