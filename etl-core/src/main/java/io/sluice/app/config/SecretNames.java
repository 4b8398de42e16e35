package io.sluice.app.config;

import java.util.regex.Pattern;

/** Which values must never be printed. */
final class SecretNames {
    static final String MASK = "****";

    private static final Pattern SECRET_NAME = Pattern.compile(
            "password|passphrase|passwd|secret|token|credential|jaas"
                    + "|(access|private|account|encryption|api|shared)[._-]?key|keystore[._-]key|sas[._-]",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");

    private SecretNames() {}

    /** Whether a key or a variable of that name holds a secret. When in doubt it does. */
    static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).find();
    }

    /** Hides {@code user:password} in addresses. */
    static String withoutUserInfo(String value) {
        return USER_INFO.matcher(value).replaceAll(MASK);
    }
}
