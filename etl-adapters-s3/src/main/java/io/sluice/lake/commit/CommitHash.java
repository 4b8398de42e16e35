package io.sluice.lake.commit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** By which a commit record names the one before it. */
final class CommitHash {
    private CommitHash() {}

    /** SHA-256 of the stored bytes, line feed included, in hexadecimal digits. */
    static String of(byte[] record) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(record));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
