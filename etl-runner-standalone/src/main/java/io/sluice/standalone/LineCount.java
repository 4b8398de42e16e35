package io.sluice.standalone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many lines a regular file has.
 *
 * @param lines those that are records
 * @param unfinishedBytes the length of a last line that waits for its rest; 0 if there is none
 */
record LineCount(long lines, long unfinishedBytes) {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads a file once.
     *
     * @param size what is appended behind so many bytes is not read
     */
    static LineCount of(Path path, long size, NdjsonFile.Reading reading) throws IOException {
        byte[] bytes = new byte[BLOCK_BYTES];
        long count = 0;
        long lastStart = 0;
        try (InputStream all = Files.newInputStream(path)) {
            long read = 0;
            while (read < size) {
                int block = all.readNBytes(bytes, 0, (int) Math.min(size - read, bytes.length));
                if (block == 0) {
                    break;
                }
                for (int i = 0; i < block; i++) {
                    if (bytes[i] == '\n') {
                        count++;
                        lastStart = read + i + 1;
                    }
                }
                read += block;
            }
        }
        if (lastStart == size) {
            return new LineCount(count, 0);
        }
        return isRecord(path, lastStart, size, reading)
                ? new LineCount(count + 1, 0)
                : new LineCount(count, size - lastStart);
    }

    private static boolean isRecord(Path path, long start, long end, NdjsonFile.Reading reading) throws IOException {
        if (reading.takesUnfinished()) {
            return true;
        }
        if (end - start > reading.keptBytes()) {
            return false;
        }
        try (InputStream rest = Files.newInputStream(path)) {
            rest.skipNBytes(start);
            byte[] line = rest.readNBytes((int) (end - start));
            return isJsonObject(line, 0, line.length);
        }
    }

    /** Whether bytes are one whole JSON object. */
    static boolean isJsonObject(byte[] array, int start, int length) {
        try (JsonParser json = JSON.createParser(array, start, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            json.skipChildren();
            return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
