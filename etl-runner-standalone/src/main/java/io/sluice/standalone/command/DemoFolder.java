package io.sluice.standalone.command;

import io.sluice.app.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a demo. It carries a mark, so that nothing but an earlier demo is ever deleted. */
record DemoFolder(Path path) {
    private static final String MARK = ".sluice-demo";

    /**
     * Makes the folder, empty but for its mark.
     *
     * @throws ConfigurationException if something else is there
     */
    static DemoFolder prepare(Path path) throws IOException {
        DemoFolder folder = new DemoFolder(path);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isDirectory(path) || !(folder.isMarked() || folder.isEmpty())) {
                throw new ConfigurationException(path + " is there already and no earlier demo; nothing was touched."
                        + " Name another folder with --dir");
            }
            folder.clear();
        }
        Files.createDirectories(path);
        Files.writeString(folder.mark(), "Made by sluice demo, and replaced by the next one.\n");
        return folder;
    }

    private Path mark() {
        return path.resolve(MARK);
    }

    private boolean isMarked() {
        return Files.isRegularFile(mark(), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            return !children.iterator().hasNext();
        }
    }

    Path lake() {
        return path.resolve("lake");
    }

    Path broker() {
        return path.resolve("broker");
    }

    private void clear() throws IOException {
        delete(lake());
        delete(broker());
    }

    /** Frees the room that the log took. */
    void removeBroker() {
        try {
            delete(broker());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the demo's broker data " + broker(), e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(tree)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
