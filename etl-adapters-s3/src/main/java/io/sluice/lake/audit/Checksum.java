package io.sluice.lake.audit;

import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** The checksum of a stored file, as commit records have it. */
final class Checksum {
    private Checksum() {}

    /** CRC-32C of all bytes, eight hex digits. */
    static String of(InputFile file, String path) {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        try (SeekableInputStream in = file.newStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                checksum.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new LakeUnavailableException("Cannot read data file " + path + ": " + e.getMessage(), e);
        }
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}
