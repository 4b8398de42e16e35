package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.app.config.ConfigurationException;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.EventSourceContract;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.standalone.NdjsonSource.Use;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonSourceTest extends EventSourceContract {
    private static final int MAX_RECORD_BYTES = 1 << 20;

    @TempDir
    Path dir;

    @Override
    protected Set<Ability> abilities() {
        return Set.of();
    }

    @Override
    protected Log newLog(int partitions) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            files.add(Files.createFile(dir.resolve("p" + i + ".ndjson")));
        }
        return new Log() {
            @Override
            public void append(int partition, byte[] value) {
                try (OutputStream out = Files.newOutputStream(files.get(partition), StandardOpenOption.APPEND)) {
                    out.write(value);
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public EventSource source() {
                return new NdjsonSource(files, MAX_RECORD_BYTES, Use.INGEST);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void everyLineIsARecordAndTheLastNeedsNoLineFeed() throws IOException {
        assertThat(read("a\n\n \r\n\nlast")).containsExactly("a", "", " \r", "", "last");
        assertThat(read("a\n")).containsExactly("a");
        assertThat(read("a")).containsExactly("a");
        assertThat(read("\n")).containsExactly("");
        assertThat(read("")).isEmpty();
    }

    @Test
    void linesAcrossPiecesAreWhole() throws IOException {
        Random random = new Random(42);
        List<String> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 9_000; i++) {
            // Mostly short lines, now and then one about as long as what is read at once.
            int length = random.nextInt(400) == 0 ? MAX_RECORD_BYTES - 4 + random.nextInt(6) : random.nextInt(300);
            lines.add(String.valueOf((char) ('a' + i % 26)).repeat(length));
            text.append(lines.get(i)).append('\n');
        }
        Path file = write("mixed.ndjson", text.toString());
        try (NdjsonSource source = started(file, 0)) {
            assertThat(drain(source)).isEqualTo(lines);
            assertThat(source.endPositions()).containsExactly(Map.entry(0, 9_000L));
        }
        for (long start : new long[] {1, 4_567, 8_999, 9_000}) {
            try (NdjsonSource source = started(file, start)) {
                assertThat(drain(source)).isEqualTo(lines.subList((int) start, 9_000));
            }
        }
    }

    @Test
    void aHugeLineIsKeptOnlyInPartWithItsTrueLength() throws IOException {
        Path file = dir.resolve("huge.ndjson");
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) '[');
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("before\n".getBytes(UTF_8));
            for (int i = 0; i < 100; i++) {
                out.write(block);
            }
            out.write("\nafter\n".getBytes(UTF_8));
        }
        try (NdjsonSource source = started(file, 0)) {
            List<String> texts = new ArrayList<>();
            for (RecordBatch batch; (batch = source.poll(Duration.ZERO)) != null; ) {
                for (int i = 0; i < batch.size(); i++) {
                    if (batch.offset(i) == 1) {
                        assertThat(batch.trueLength(i)).isEqualTo(100L << 20);
                        assertThat(batch.length(i)).isEqualTo(MAX_RECORD_BYTES + 1);
                        assertThat(batch.array(i).length).isLessThan(4 << 20);
                    } else {
                        texts.add(text(batch, i));
                    }
                }
            }
            assertThat(texts).containsExactly("before", "after");
            assertThat(source.positions()).containsEntry(0, 3L);
        }
        try (NdjsonSource source = started(file, 2)) {
            assertThat(drain(source)).containsExactly("after");
        }
    }

    @Test
    void aLongLineAtTheEndOrAtTheBoundHasItsLength() throws IOException {
        for (int over = -2; over <= 2; over++) {
            int length = MAX_RECORD_BYTES + 1 + over;
            for (String end : new String[] {"", "\n", "\nnext"}) {
                Path file = write("bound.ndjson", "x".repeat(length) + end);
                try (NdjsonSource source = started(file, 0)) {
                    RecordBatch batch = source.poll(Duration.ZERO);
                    assertThat(batch.trueLength(0)).isEqualTo(length);
                    assertThat(batch.length(0)).isEqualTo(Math.min(length, MAX_RECORD_BYTES + 1));
                    assertThat(source.endPositions()).containsEntry(0, end.length() > 1 ? 2L : 1L);
                }
            }
        }
    }

    @Test
    void linesOfManyBatchesStayAsTheyWereRead() throws IOException {
        // Batches refer to what was read; reading on must not change it.
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            text.append(i).append('\n');
        }
        try (NdjsonSource source = started(write("many.ndjson", text.toString()), 0)) {
            List<RecordBatch> batches = new ArrayList<>();
            for (RecordBatch batch; (batch = source.poll(Duration.ZERO)) != null; ) {
                batches.add(batch);
            }
            int expected = 0;
            for (RecordBatch batch : batches) {
                for (int i = 0; i < batch.size(); i++) {
                    assertThat(text(batch, i)).isEqualTo(Integer.toString(expected++));
                }
            }
            assertThat(expected).isEqualTo(300_000);
        }
    }

    @Test
    void recordsHaveTheFilesTimeAndSayItMeansNothing() throws IOException {
        Path file = write("time.ndjson", "x\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_767_225_600_123L));
        try (NdjsonSource source = started(file, 0)) {
            assertThat(source.poll(Duration.ZERO).time(0)).isEqualTo(1_767_225_600_123L);
            assertThat(source.stampsRecords()).isFalse();
        }
    }

    @Test
    void whatIsAppendedLaterWaitsForTheNextStart() throws IOException {
        Path file = write("growing.ndjson", "a\n");
        try (NdjsonSource source = started(file, 0)) {
            Files.writeString(file, "b\n", StandardOpenOption.APPEND);
            assertThat(drain(source)).containsExactly("a");
            assertThat(source.endPositions()).containsEntry(0, 1L);
        }
        try (NdjsonSource source = started(file, 1)) {
            assertThat(drain(source)).containsExactly("b");
        }
    }

    @Test
    void halfALineWaitsAndAWholeObjectDoesNot() throws IOException {
        Map<String, Integer> records = Map.of(
                "{\"a\":1}\n{\"b\":2}",
                2,
                "{\"a\":1}\n{\"b\":{\"c\":[1,{}]}} \r",
                2,
                "{\"a\":1}\n{\"b\":2",
                1,
                "{\"a\":1}\n{\"b\":2}}",
                1,
                "{\"a\":1}\n{\"b\":\"}",
                1,
                "{\"a\":1}\n12",
                1,
                "{\"a\":1}\n ",
                1,
                "{\"a\":1}\n",
                1,
                "{",
                0,
                "x".repeat(3 << 20),
                0);
        for (Map.Entry<String, Integer> entry : records.entrySet()) {
            Path file = write("last.ndjson", entry.getKey());
            try (NdjsonSource source = new NdjsonSource(List.of(file), MAX_RECORD_BYTES, Use.INGEST)) {
                source.start(Map.of());
                assertThat(source.endPositions()).containsExactly(Map.entry(0, (long) entry.getValue()));
                assertThat(drain(source)).hasSize(entry.getValue());
                assertThat(source.isAtEnd(0)).isTrue();
                assertThat(source.positions()).isEqualTo(source.endPositions());
            }
        }
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
        Path file = write("mark.ndjson", "\uFEFF{}\n\uFEFFx\n");
        try (NdjsonSource source = started(file, 0)) {
            assertThat(drain(source)).containsExactly("{}", "\uFEFFx");
        }
        try (NdjsonSource source = started(file, 1)) {
            assertThat(drain(source)).containsExactly("\uFEFFx");
        }
    }

    @Test
    void otherFormatsAreNamed() throws IOException {
        Path file = dir.resolve("events.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{}\n".getBytes(UTF_8));
        }
        assertThatThrownBy(() -> started(file, 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("gzip");
    }

    @Test
    void oneFileTwiceIsRefusedByAnyName() throws IOException {
        Path file = write("p0.ndjson", "a\n");
        Path link = Files.createSymbolicLink(dir.resolve("link.ndjson"), file);
        Path hard = Files.createLink(dir.resolve("hard.ndjson"), file);
        for (Path other : List.of(file, dir.resolve("../" + dir.getFileName() + "/p0.ndjson"), link, hard)) {
            NdjsonSource source = new NdjsonSource(List.of(file, other), MAX_RECORD_BYTES, Use.INGEST);
            assertThatThrownBy(() -> source.start(Map.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("source partitions 0 and 1");
        }
    }

    @Test
    void aPipeIsReadAsItIsWritten() throws Exception {
        Path pipe = pipe();
        NdjsonSource source = new NdjsonSource(List.of(pipe), MAX_RECORD_BYTES, Use.INGEST);
        source.start(Map.of());
        assertThat(source.poll(Duration.ZERO)).isNull();
        assertThat(source.endPositions()).containsEntry(0, EventSource.OPEN_END);
        assertThat(source.isAtEnd(0)).isFalse();
        String tooLong = "y".repeat(2 << 20);
        OutputStream out = Files.newOutputStream(pipe);
        out.write("{\"a\":1}\n{\"b".getBytes(UTF_8));
        assertThat(next(source)).containsExactly("{\"a\":1}");
        assertThat(source.poll(Duration.ZERO)).isNull();
        Thread writer = new Thread(() -> {
            try (out) {
                out.write(("\":2}\n" + tooLong + "\n{}").getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        assertThat(next(source)).containsExactly("{\"b\":2}");
        assertThat(next(source)).containsExactly(tooLong.substring(0, MAX_RECORD_BYTES + 1));
        assertThat(next(source)).containsExactly("{}");
        assertThat(source.isAtEnd(0)).isTrue();
        assertThat(source.endPositions()).containsEntry(0, 4L);
        writer.join();
        source.close();
    }

    @Test
    void aFileThatHidesItsLengthIsReadToItsEnd() {
        Path file = Path.of("/proc/self/status");
        assumeTrue(Files.isReadable(file));
        NdjsonSource source = new NdjsonSource(List.of(file), MAX_RECORD_BYTES, Use.INGEST);
        source.start(Map.of());
        assertThat(next(source).get(0)).startsWith("Name:");
        source.close();
    }

    @Test
    void aPipeIsNotLookedAt() throws Exception {
        NdjsonSource source = new NdjsonSource(List.of(pipe()), MAX_RECORD_BYTES, Use.OBSERVE);
        assertThatThrownBy(() -> source.start(Map.of()))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("pipe");
    }

    private Path pipe() throws Exception {
        Path pipe = dir.resolve("pipe");
        try {
            assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        } catch (IOException e) {
            assumeTrue(false, "there are no pipes here");
        }
        return pipe;
    }

    /** The lines of the next batch, waited for. */
    private static List<String> next(EventSource source) {
        RecordBatch batch = null;
        while (batch == null && !source.isAtEnd(0)) {
            batch = source.poll(Duration.ofSeconds(10));
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; batch != null && i < batch.size(); i++) {
            lines.add(text(batch, i));
        }
        return lines;
    }

    @Test
    void contentIsKnownAgainHoweverItWasRead() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                text.append(i == 0 && random.nextInt(5) == 0 ? "\uFEFF" : "")
                        .append(random.nextInt(3) == 0 ? "" : "{\"v\":" + i + "}")
                        .append(random.nextInt(4) == 0 ? "\r\n" : "\n");
            }
            Path file = write("content.ndjson", text.toString());
            NdjsonFile first = opened(file);
            first.skipTo(0);
            for (RecordBatch batch = first.read(); batch != null; batch = first.read()) {}
            String whole = first.content(count);
            for (int lines = 1; lines <= count; lines++) {
                NdjsonFile skipping = opened(file);
                skipping.skipTo(lines);
                String content = skipping.content(lines);
                assertThat(lines < count ? content : whole).isEqualTo(content);
                NdjsonFile matching = opened(file);
                assertThat(matching.match(lines, FileContent.Mark.parse(content)))
                        .isEqualTo(NdjsonFile.Match.SAME);
                assertThat(matching.position()).isEqualTo(lines);
                assertThat(matching.content(lines)).isEqualTo(content);
                RecordBatch rest = matching.read();
                assertThat(rest == null ? 0 : rest.size()).isEqualTo(count - lines);
                assertThat(matching.content(count)).isEqualTo(whole);
            }
        }
    }

    private static NdjsonFile opened(Path path) {
        NdjsonFile file = new NdjsonFile(0, path, new NdjsonFile.Reading(MAX_RECORD_BYTES + 1, true, true, () -> {}));
        file.open();
        return file;
    }

    @Test
    void theIdentityIsTheFilesNames() {
        EventSource source = new NdjsonSource(
                List.of(Path.of("some/where/p0.ndjson"), Path.of("p1.ndjson")), MAX_RECORD_BYTES, Use.INGEST);
        assertThat(source.identity()).isEqualTo(new SourceIdentity("p0.ndjson,p1.ndjson", ""));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = dir.resolve("nowhere.ndjson");
        assertThatThrownBy(() -> started(missing, 0))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("sluice.source.files");
    }

    @Test
    void aFolderIsRefused() {
        assertThatThrownBy(() -> started(dir, 0))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("folder");
    }

    @Test
    void aFileShorterThanItsPositionIsAGap() throws IOException {
        Path file = write("short.ndjson", "a\nb\n");
        assertThatThrownBy(() -> started(file, 3))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("has 2 lines")
                .hasMessageContaining("line 3");
    }

    @Test
    void fewerFilesThanBeforeIsAGap() throws IOException {
        NdjsonSource source = new NdjsonSource(List.of(write("p0.ndjson", "a\n")), MAX_RECORD_BYTES, Use.INGEST);
        assertThatThrownBy(() -> source.start(Map.of(0, 0L, 1, 5L)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("[1]");
    }

    @Test
    void aFileCutWhileItIsReadIsNoticed() throws IOException {
        Path file = write("cut.ndjson", "line\n".repeat(1_000_000));
        try (NdjsonSource source = started(file, 0)) {
            source.poll(Duration.ZERO);
            Files.writeString(file, "line\n");
            assertThatThrownBy(() -> drain(source))
                    .isInstanceOf(DataGapException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    private List<String> read(String content) throws IOException {
        try (NdjsonSource source = started(write("lines.ndjson", content), 0)) {
            List<String> lines = drain(source);
            assertThat(source.endPositions()).containsEntry(0, (long) lines.size());
            return lines;
        }
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(dir.resolve(name), content);
    }

    private static NdjsonSource started(Path file, long position) {
        NdjsonSource source = new NdjsonSource(List.of(file), MAX_RECORD_BYTES, Use.INGEST_ALL);
        source.start(Map.of(0, position));
        return source;
    }

    private static List<String> drain(EventSource source) {
        List<String> values = new ArrayList<>();
        for (RecordBatch batch; (batch = source.poll(Duration.ZERO)) != null; ) {
            for (int i = 0; i < batch.size(); i++) {
                assertThat(batch.trueLength(i)).isEqualTo(batch.length(i));
                values.add(text(batch, i));
            }
        }
        return values;
    }

    private static String text(RecordBatch batch, int i) {
        return new String(batch.array(i), batch.start(i), batch.length(i), UTF_8);
    }
}
