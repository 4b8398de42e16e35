package io.sluice.lake.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library writes, we read. */
class HybridValuesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 8, 9, 12, 16, 17, 24, 25, 31, 32})
    void readsWhatTheLibraryWrites(int bitWidth) throws IOException {
        Random random = new Random(bitWidth);
        int[] values = new int[5000];
        int repeated = 0;
        for (int i = 0; i < values.length; i++) {
            if (i < repeated) {
                values[i] = values[i - 1];
            } else {
                values[i] = bitWidth == 0 ? 0 : random.nextInt() >>> Integer.SIZE - bitWidth;
                repeated = random.nextInt(3) == 0 ? i + random.nextInt(300) : i;
            }
        }
        byte[] bytes = encoded(values, bitWidth);
        for (int step : new int[] {1, 7, 64, 5000}) {
            HybridValues read = new HybridValues(ByteBuffer.wrap(bytes), bitWidth);
            int[] into = new int[values.length + 3];
            for (int from = 0; from < values.length; from += step) {
                read.read(into, from, Math.min(step, values.length - from));
            }
            assertThat(into).startsWith(values).endsWith(0, 0, 0);
        }
    }

    private static byte[] encoded(int[] values, int bitWidth) throws IOException {
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(bitWidth, 1024, 1 << 20, new HeapByteBufferAllocator())) {
            for (int value : values) {
                encoder.writeInt(value);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            encoder.toBytes().writeAllTo(bytes);
            return bytes.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "ffffffffffff", "03", "07ff", "0802"})
    void whatIsCutOrDamagedEndsInAnException(String hex) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> new HybridValues(ByteBuffer.wrap(bytes), 9).read(new int[100], 0, 100))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> new HybridValues(ByteBuffer.wrap(bytes), 33))
                .isInstanceOf(ParquetDecodingException.class);
    }
}
