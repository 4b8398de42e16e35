package io.sluice.lake.parquet;

import java.util.Locale;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How the pages of data files are compressed. */
public enum Compression {
    SNAPPY(CompressionCodecName.SNAPPY),
    ZSTD(CompressionCodecName.ZSTD);

    final CompressionCodecName codec;

    Compression(CompressionCodecName codec) {
        this.codec = codec;
    }

    /**
     * The compression of that name, as {@code lake.compression} spells it.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Compression of(String name) {
        for (Compression compression : values()) {
            if (compression.name().toLowerCase(Locale.ROOT).equals(name)) {
                return compression;
            }
        }
        throw new IllegalArgumentException("lake.compression must be snappy or zstd, got " + name);
    }
}
