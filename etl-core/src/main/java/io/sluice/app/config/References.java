package io.sluice.app.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves <code>${env:NAME}</code> and <code>${file:/path}</code> inside values. Other references are left alone.
 *
 * @param environment the variables there are
 * @param files how a file is read
 */
public record References(Map<String, String> environment, Files files) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");

    /** Reads the text of a file. */
    public interface Files {
        /** @throws NoSuchFileException if there is none */
        String read(String path) throws IOException;
    }

    public References {
        environment = Map.copyOf(environment);
        Objects.requireNonNull(files, "files");
    }

    /** Whether the text as it was written takes something from a file, or from a variable with a secret's name. */
    static boolean bringSecrets(String raw) {
        Matcher matcher = REFERENCE.matcher(raw);
        while (matcher.find()) {
            if (matcher.group(1).equals("file") || SecretNames.isSecretName(matcher.group(2))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The text with what it refers to.
     *
     * @throws ConfigurationException if a reference leads nowhere
     */
    String resolve(String key, String text) {
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
    private String contents(String key, String file) {
        String what = "Cannot resolve ${file:" + file + "} in " + key + ": ";
        try {
            return files.read(file).replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(what + "there is no such file", e);
        } catch (IOException e) {
            throw new ConfigurationException(what + "it cannot be read as UTF-8 text (" + e.getMessage() + ")", e);
        }
    }
}
