package io.sluice.lake.parquet;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Snappy and zstd for Parquet's pages, on the native libraries themselves; gzip and LZ4 to read files of others. Parquet's own factory looks codecs up by way
 * of a Hadoop configuration, which costs every start and every small query a noticeable part of a second.
 *
 * <p>A compressor or decompressor serves one thread; the factory any.
 */
public final class PageCodecs implements CompressionCodecFactory {
    private static final int ZSTD_LEVEL = 3;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return switch (codec) {
            case SNAPPY ->
                new Compressor(codec) {
                    @Override
                    int bound(int length) {
                        return Snappy.maxCompressedLength(length);
                    }

                    @Override
                    int compress(byte[] from, int length, byte[] to) throws IOException {
                        return Snappy.compress(from, 0, length, to, 0);
                    }
                };
            case ZSTD ->
                new Compressor(codec) {
                    @Override
                    int bound(int length) {
                        return Math.toIntExact(Zstd.compressBound(length));
                    }

                    @Override
                    int compress(byte[] from, int length, byte[] to) throws IOException {
                        long size = Zstd.compressByteArray(to, 0, to.length, from, 0, length, ZSTD_LEVEL);
                        if (Zstd.isError(size)) {
                            throw new IOException("Cannot compress a page: " + Zstd.getErrorName(size));
                        }
                        return (int) size;
                    }
                };
            default -> throw unsupported(codec);
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED ->
                new Decompressor() {
                    @Override
                    int decompress(byte[] from, int offset, int length, byte[] to) {
                        System.arraycopy(from, offset, to, 0, Math.min(length, to.length));
                        return length;
                    }
                };
            case SNAPPY ->
                new Decompressor() {
                    @Override
                    int decompress(byte[] from, int offset, int length, byte[] to) throws IOException {
                        return Snappy.uncompress(from, offset, length, to, 0);
                    }
                };
            case ZSTD ->
                new Decompressor() {
                    @Override
                    int decompress(byte[] from, int offset, int length, byte[] to) throws IOException {
                        long size = Zstd.decompressByteArray(to, 0, to.length, from, offset, length);
                        if (Zstd.isError(size)) {
                            throw new IOException("Cannot decompress a page: " + Zstd.getErrorName(size));
                        }
                        return (int) size;
                    }
                };
            case GZIP ->
                new Decompressor() {
                    @Override
                    int decompress(byte[] from, int offset, int length, byte[] to) throws IOException {
                        try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(from, offset, length))) {
                            int size = stream.readNBytes(to, 0, to.length);
                            return stream.read() < 0 ? size : size + 1;
                        }
                    }
                };
            case LZ4_RAW ->
                new Decompressor() {
                    private final Lz4Decompressor lz4 = new Lz4Decompressor();

                    @Override
                    int decompress(byte[] from, int offset, int length, byte[] to) {
                        return lz4.decompress(from, offset, length, to, 0, to.length);
                    }
                };
            default -> throw unsupported(codec);
        };
    }

    private static UnreadableFileException unsupported(CompressionCodecName codec) {
        return new UnreadableFileException(
                "its pages are compressed with " + codec + "; write it anew with snappy, zstd, gzip, lz4_raw or without"
                        + " compression",
                null);
    }

    @Override
    public void release() {}

    /** Keeps its two arrays: pages are much alike in size. */
    private abstract static class Compressor implements BytesInputCompressor {
        private final CompressionCodecName codec;
        private final Scratch input = new Scratch();
        private byte[] output = new byte[0];

        Compressor(CompressionCodecName codec) {
            this.codec = codec;
        }

        abstract int bound(int length);

        abstract int compress(byte[] from, int length, byte[] to) throws IOException;

        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            input.reset();
            bytes.writeAllTo(input);
            int bound = bound(input.size());
            if (output.length < bound) {
                output = new byte[bound];
            }
            return BytesInput.from(output, 0, compress(input.array(), input.size(), output));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {}
    }

    /** Gives its array away without copying it. */
    private static final class Scratch extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }

    private abstract static class Decompressor implements BytesInputDecompressor {
        abstract int decompress(byte[] from, int offset, int length, byte[] to) throws IOException;

        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            ByteBufferInputStream stream = bytes.toInputStream();
            return BytesInput.from(checked(stream.slice(stream.available()), decompressedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            ByteBuffer compressed = input.slice();
            compressed.limit(compressedSize);
            input.position(input.position() + compressedSize);
            output.put(checked(compressed, decompressedSize));
        }

        private byte[] checked(ByteBuffer compressed, int decompressedSize) throws IOException {
            if (decompressedSize == 0) {
                return new byte[0]; // a page of nulls only may have no bytes at all
            }
            ByteBuffer from = compressed;
            if (!from.hasArray()) {
                from = ByteBuffer.allocate(compressed.remaining())
                        .put(compressed)
                        .flip();
            }
            byte[] decompressed = new byte[decompressedSize];
            int size = decompress(from.array(), from.arrayOffset() + from.position(), from.remaining(), decompressed);
            if (size != decompressedSize) {
                throw new IOException("A page should have " + decompressedSize + " bytes, but has " + size);
            }
            return decompressed;
        }

        @Override
        public void release() {}
    }
}
