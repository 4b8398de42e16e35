package io.sluice.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A lake that version 0.1.0 wrote: nine commits, one hour of each table compacted, from the first 600 of the 700 lines of two
 * files. {@code lake/} is the lake, {@code logs/events-0.ndjson} and {@code logs/events-1.ndjson} are the whole files.
 */
public final class OlderLake {
    private OlderLake() {}

    /** Unpacks the lake and its logs into a folder. */
    public static void unpack(Path folder) {
        try (InputStream in = OlderLake.class.getResourceAsStream("lake-0.1.0.zip");
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack the older lake into " + folder, e);
        }
    }
}
