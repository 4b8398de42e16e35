package io.sluice.lake.store;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/**
 * A folder of any Hadoop file system, S3 through S3A first.
 *
 * <p>Of the ways to create a file that Hadoop has, only conditional creation is atomic, and only S3A offers it: without
 * overwriting, {@code create} looks first and races. Whether the store behind it keeps the condition is not for the
 * client to know, so before the first creation it is tried with racing writers. A store that fails, or a file
 * system without the option, is refused, unless nobody else writes.
 *
 * <p>The connection is shared by all instances with the same authority and properties, and lives as long as the process:
 * a new one takes a second.
 */
public final class HadoopStore implements ObjectStore {
    private static final String CONDITIONAL_CREATION = "fs.option.create.conditional.overwrite";

    /** Without a look whether there is a folder of that name, which costs a request; there never is. */
    private static final String NO_LOOK_BEFORE_CREATION = "fs.s3a.create.performance";

    /** Where racing writers try the store. Not among the temporary objects: their clean-up would give two winners. */
    private static final String PROBE_FOLDER = "_sluice/probe";

    /** A store may answer that another request is under way, which it then gives up; not this often. */
    private static final int MAX_ATTEMPTS = 20;

    private final Path root;
    private final HadoopConnections.Connection connection;
    private final FileSystem files;
    private final boolean singleWriter;
    private final StoreFailures failures;
    private final RetryPolicy patience;

    private HadoopStore(Path root, HadoopConnections.Connection connection, boolean singleWriter) {
        this.root = root;
        this.connection = connection;
        this.files = connection.files;
        this.singleWriter = singleWriter;
        this.failures = new StoreFailures(root);
        this.patience = new RetryPolicy(root.toString());
    }

    /**
     * Connects to a file system. Reads and writes nothing yet.
     *
     * @param root where objects are kept, such as {@code s3a://bucket/prefix}
     * @param properties for Hadoop, such as {@code fs.s3a.endpoint}; they win over its defaults and ours
     * @param singleWriter whether the caller vouches that nobody else writes here, so that conditional creation can be
     *     done without
     * @throws IllegalArgumentException if there is no such file system, or a property has a value of no use
     * @throws LakeUnavailableException if it cannot be connected to
     */
    public static HadoopStore open(URI root, Map<String, String> properties, boolean singleWriter) {
        if (root.getScheme() == null) {
            throw new IllegalArgumentException("A Hadoop file system is named by its scheme, as in s3a://bucket/lake,"
                    + " got " + root + " without any");
        }
        Path path = new Path(root);
        return new HadoopStore(path, HadoopConnections.connect(path, properties), singleWriter);
    }

    @Override
    public List<StoredObject> list(String folder) {
        Path start = resolve(folder);
        return patience.execute(() -> list(start));
    }

    private List<StoredObject> list(Path start) {
        List<StoredObject> objects = new ArrayList<>();
        try {
            RemoteIterator<LocatedFileStatus> found = files.listFiles(start, true);
            while (found.hasNext()) {
                FileStatus file = found.next();
                objects.add(new StoredObject(relative(file.getPath()), file.getLen()));
            }
        } catch (FileNotFoundException e) {
            // No such folder, or a folder that went while it was read: what was found until then is what there is.
        } catch (IOException e) {
            throw failures.failed("list", start, e);
        }
        objects.sort(Comparator.comparing(StoredObject::path));
        return objects;
    }

    @Override
    public long size(String path) {
        Path file = resolve(path);
        return patience.execute(() -> {
            try {
                return size(file);
            } catch (IOException e) {
                throw failures.failed("look at", file, e);
            }
        });
    }

    private long size(Path file) throws IOException {
        try {
            FileStatus status = files.getFileStatus(file);
            return status.isFile() ? status.getLen() : -1;
        } catch (FileNotFoundException e) {
            return -1;
        }
    }

    @Override
    public Optional<byte[]> read(String path) {
        Path file = resolve(path);
        return patience.execute(() -> read(file));
    }

    private Optional<byte[]> read(Path file) {
        try (FSDataInputStream in = files.open(file)) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failures.failed("read", file, e);
        }
    }

    @Override
    public boolean createIfAbsent(String path, byte[] bytes) {
        Path file = resolve(path);
        return patience.execute(() -> {
            boolean keepsCondition = keepsCondition();
            try {
                return keepsCondition ? createOnCondition(file, bytes) : createAlone(file, bytes);
            } catch (IOException e) {
                throw failures.failed("create", file, e);
            }
        });
    }

    private boolean keepsCondition() {
        boolean kept = connection.keepsCondition(this::probe);
        if (!kept && !singleWriter) {
            throw new LakeUnavailableException(
                    "Store " + root + " cannot keep two writers apart: of several that create one object at the same"
                            + " time under the condition that it is absent, more than one succeeded, or the"
                            + " file system does not know such a condition. Choose a store with conditional"
                            + " writes (Amazon S3, MinIO and others have them), or set lake.single-writer=true"
                            + " if nobody else writes to this lake");
        }
        return kept;
    }

    private boolean probe() {
        Path folder = resolve(PROBE_FOLDER);
        try {
            return files.hasPathCapability(folder, CONDITIONAL_CREATION)
                    && CreationProbe.isAtomic(new Probed(), UUID.randomUUID().toString());
        } catch (IOException e) {
            throw failures.failed("try to create objects in", folder, e);
        }
    }

    /** Objects of the probe. */
    private final class Probed implements CreationProbe.Target {
        @Override
        public boolean create(String name, byte[] bytes) throws IOException {
            return createOnCondition(resolve(PROBE_FOLDER + "/" + name), bytes);
        }

        @Override
        public byte[] read(String name) throws IOException {
            for (int attempt = 1; ; attempt++) {
                try (FSDataInputStream in = files.open(resolve(PROBE_FOLDER + "/" + name))) {
                    return in.readAllBytes();
                } catch (FileNotFoundException absent) {
                    throw absent;
                } catch (IOException broken) {
                    // An answer may break off; the file system itself tries once more only.
                    if (attempt == MAX_ATTEMPTS) {
                        throw broken;
                    }
                }
            }
        }

        @Override
        public void delete(String name) throws IOException {
            files.delete(resolve(PROBE_FOLDER + "/" + name), false);
        }
    }

    private boolean createOnCondition(Path file, byte[] bytes) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                write(creationOnCondition(file).build(), bytes);
                return true;
            } catch (PathIOException conflict) {
                // Refused because there is one, or because another request is under way, whose end is open.
                if (size(file) >= 0) {
                    return false;
                }
                if (attempt == MAX_ATTEMPTS) {
                    throw conflict;
                }
            }
        }
    }

    private FSDataOutputStreamBuilder<?, ?> creationOnCondition(Path file) {
        FSDataOutputStreamBuilder<?, ?> creation = files.createFile(file);
        // "Overwrite" turns the client's own look off, which would decide nothing; the store decides.
        creation.overwrite(true);
        creation.must(CONDITIONAL_CREATION, true);
        creation.opt(NO_LOOK_BEFORE_CREATION, true);
        return creation;
    }

    private static void write(FSDataOutputStream out, byte[] bytes) throws IOException {
        try (out) {
            out.write(bytes);
        }
    }

    /** Nobody else is there to create it between the look and the move; readers never see a part of it. */
    private boolean createAlone(Path file, byte[] bytes) throws IOException {
        if (size(file) >= 0) {
            return false;
        }
        Path temporary = resolve(TEMPORARY_FOLDER + "/" + UUID.randomUUID() + ".tmp");
        try {
            write(files.create(temporary, true), bytes);
            files.mkdirs(file.getParent());
            if (!files.rename(temporary, file)) {
                throw new PathIOException(file.toString(), "renaming " + temporary + " to it failed");
            }
            return true;
        } finally {
            files.delete(temporary, false);
        }
    }

    @Override
    public void put(String path, byte[] bytes) {
        Path file = resolve(path);
        try {
            FSDataOutputStreamBuilder<?, ?> creation = files.createFile(file);
            creation.overwrite(true);
            creation.recursive();
            creation.opt(NO_LOOK_BEFORE_CREATION, true);
            write(creation.build(), bytes);
        } catch (IOException e) {
            throw failures.failed("put", file, e);
        }
    }

    @Override
    public OutputFile newFile(String path) {
        return new HadoopOutputFile(files, resolve(path), patience, failures);
    }

    @Override
    public InputFile open(String path) {
        Path file = resolve(path);
        return patience.execute(() -> open(file));
    }

    private InputFile open(Path file) {
        try {
            return new HadoopInputFile(files, files.getFileStatus(file));
        } catch (FileNotFoundException e) {
            throw new DataGapException("Cannot open " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw failures.failed("open", file, e);
        }
    }

    @Override
    public boolean move(String from, String to) {
        Path source = resolve(from);
        Path target = resolve(to);
        return patience.execute(() -> {
            try {
                return move(source, target);
            } catch (IOException e) {
                throw failures.failed("move " + source + " to", target, e);
            }
        });
    }

    private boolean move(Path source, Path target) throws IOException {
        long bytes = size(source);
        if (bytes < 0) {
            return false;
        }
        if (!keepsFoldersByThemselves()) {
            files.mkdirs(target.getParent());
        }
        boolean moved;
        try {
            moved = files.rename(source, target);
        } catch (FileNotFoundException e) {
            // Another writer moved it since the look above.
            return false;
        } catch (FileAlreadyExistsException e) {
            moved = false;
        } catch (PathIOException e) {
            // S3A says so where another writer moved it between its own look and its copy.
            if (size(source) >= 0) {
                throw e;
            }
            return false;
        }
        return moved || finishMove(source, target, bytes);
    }

    /** An attempt before this one may have copied and not deleted; what is no such copy is not touched. */
    private boolean finishMove(Path source, Path target, long bytes) throws IOException {
        long found = size(target);
        if (found == bytes) {
            files.delete(source, false);
            return true;
        }
        if (found < 0 && size(source) < 0) {
            return false;
        }
        throw new PathIOException(
                target.toString(),
                found < 0
                        ? "the file system refused to rename it"
                        : "there is another file of " + found + " bytes, expected none or one of " + bytes);
    }

    /** Folders of an object store are its objects' names; making some would leave objects that stand for folders. */
    private boolean keepsFoldersByThemselves() throws IOException {
        return files.hasPathCapability(root, CONDITIONAL_CREATION);
    }

    @Override
    public void delete(String path) {
        Path file = resolve(path);
        patience.execute(() -> {
            try {
                return files.delete(file, false);
            } catch (IOException e) {
                throw failures.failed("delete", file, e);
            }
        });
    }

    @Override
    public void retryForever() {
        patience.retryForever();
    }

    /** Nothing to do: names are durable when an operation returns, as they are in HDFS and in object stores. */
    @Override
    public void sync() {}

    private Path resolve(String path) {
        if (Arrays.asList(path.split("/")).contains("..")) {
            throw new IllegalArgumentException("Path " + path + " leads out of the lake " + root);
        }
        return path.isEmpty() ? root : new Path(root, path);
    }

    private String relative(Path file) {
        String start = root.toUri().getPath();
        return file.toUri().getPath().substring(start.endsWith("/") ? start.length() : start.length() + 1);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
