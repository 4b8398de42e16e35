package io.sluice.standalone.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves <code>${env:NAME}</code> and <code>${file:/path}</code> inside values. Other references are left alone. */
final class References implements ConfigSourceInterceptor {
    private static final long serialVersionUID = 1L;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");

    private final transient Map<String, String> environment;

    References(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether the text as it was written takes something from a file, or from a variable with a secret's name. */
    static boolean bringSecrets(String raw) {
        Matcher matcher = REFERENCE.matcher(raw);
        while (matcher.find()) {
            if (matcher.group(1).equals("file") || Secrets.isSecretName(matcher.group(2))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (value == null || value.getValue() == null || value.getValue().indexOf("${") < 0) {
            return value;
        }
        return value.withValue(resolve(name, value.getValue()));
    }

    private String resolve(String key, String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1).equals("env") ? variable(key, match.group(2)) : contents(key, match.group(2))));
    }

    private String variable(String key, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new ConfigurationException(
                    "Cannot resolve ${env:" + name + "} in " + key + ": there is no environment variable " + name);
        }
        return value;
    }

    /** The file's text without its last line break, which editors and secret stores add. */
    private static String contents(String key, String file) {
        String what = "Cannot resolve ${file:" + file + "} in " + key + ": ";
        try {
            return Files.readString(Path.of(file)).replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(what + "there is no such file", e);
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException(what + "it cannot be read as UTF-8 text (" + e.getMessage() + ")", e);
        }
    }
}
