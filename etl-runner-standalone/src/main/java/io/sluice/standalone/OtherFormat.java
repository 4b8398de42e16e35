package io.sluice.standalone;

/** What files may be instead of text in UTF-8, by their first bytes. */
enum OtherFormat {
    GZIP("gzip", 0x1F, 0x8B),
    ZSTD("zstd", 0x28, 0xB5, 0x2F, 0xFD),
    BZIP2("bzip2", 'B', 'Z', 'h'),
    XZ("xz", 0xFD, '7', 'z', 'X', 'Z', 0),
    ZIP("zip", 'P', 'K', 3, 4),
    PARQUET("Parquet", 'P', 'A', 'R', '1'),
    UTF_16("UTF-16", 0xFF, 0xFE),
    UTF_16_BIG_ENDIAN("UTF-16 (big endian)", 0xFE, 0xFF);

    static final int LONGEST_MAGIC = 6;

    private final String title;
    private final byte[] magic;

    OtherFormat(String title, int... magic) {
        this.title = title;
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** As messages call it. */
    String title() {
        return title;
    }

    /** The bytes that such a file begins with. Must not be changed. */
    byte[] magic() {
        return magic;
    }
}
