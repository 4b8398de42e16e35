package io.sluice.core.port;

/** Counts that do not add up: records are missing from the accounting, or counted twice. */
public final class AccountingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public AccountingException(String message) {
        super(message);
    }
}
