package io.sluice.architecture.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Spark without a distribution: a folder of links to its jars, and its mains as plain processes. {@code spark-submit} is
 * a script around the one that is started here.
 */
final class SparkHome {
    private static final Path MODULE = Path.of("").toAbsolutePath().resolveSibling("etl-runner-spark/target");
    /** Not in a test's own folder, whose clean-up would warn of every link. Tests run in several JVMs at a time. */
    private static final Path HOMES = Path.of("target/spark-home", System.getProperty("sluice.tests.fork", "1"))
            .toAbsolutePath();

    /** As the build found it, of the version it names or another one: scripts/conformance. */
    private static final Path OLDEST = Path.of("target/spark/oldest/class-path.txt");

    /** Without the second compiler: these processes are over before it pays. */
    private static final String FAST_START = "-XX:TieredStopAtLevel=1";

    private static final String OPENS =
            "java.lang,java.lang.invoke,java.lang.reflect,java.io,java.net,java.nio,java.util,java.util.concurrent,"
                    + "java.util.concurrent.atomic,jdk.internal.ref,sun.nio.ch,sun.nio.cs,sun.security.action,"
                    + "sun.util.calendar";

    private final Path home;
    private final Path folder;

    private SparkHome(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /** The Spark that the jar is built for. */
    static SparkHome in(Path folder) {
        return of(MODULE.resolve("spark-class-path.txt"), HOMES.resolve("built"), folder);
    }

    /** The oldest Spark that the jar is for. */
    static SparkHome oldest(Path folder) {
        return of(OLDEST, HOMES.resolve("oldest"), folder);
    }

    private static SparkHome of(Path classPath, Path home, Path folder) {
        try {
            link(Files.readString(classPath), home.resolve("jars"));
            Files.writeString(folder.resolve("log4j2.properties"), """
                rootLogger.level = warn
                rootLogger.appenderRef.stderr.ref = stderr
                appender.stderr.type = Console
                appender.stderr.name = stderr
                appender.stderr.target = SYSTEM_ERR
                appender.stderr.layout.type = PatternLayout
                appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
                """);
            return new SparkHome(home, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lay out Spark of " + classPath + " in " + home, e);
        }
    }

    /** Nothing stays of an earlier build, which may have had other versions. */
    private static void link(String classPath, Path jars) throws IOException {
        Files.createDirectories(jars);
        try (DirectoryStream<Path> before = Files.newDirectoryStream(jars)) {
            for (Path link : before) {
                Files.delete(link);
            }
        }
        for (String jar : classPath.strip().split(File.pathSeparator)) {
            Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
        }
    }

    /** The jar that users submit. */
    static Path jar() {
        return MODULE.resolve("sluice-spark_4.2_2.13.jar");
    }

    /** Submits the pipeline. */
    Child submit(String master, List<String> sparkOptions, List<String> arguments) {
        return submit("StreamingEtl", master, sparkOptions, arguments);
    }

    /** Submits one of the jar's mains. */
    Child submit(String main, String master, List<String> sparkOptions, List<String> arguments) {
        List<String> more = new ArrayList<>(List.of("--master", master));
        for (String option : List.of(
                "spark.ui.enabled=false",
                "spark.executor.extraJavaOptions=" + FAST_START,
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.sql.streaming.forceDeleteTempCheckpointLocation=true")) {
            more.addAll(List.of("--conf", option));
        }
        more.addAll(sparkOptions);
        more.addAll(List.of("--class", "io.sluice.spark." + main, jar().toString()));
        more.addAll(arguments);
        return main("org.apache.spark.deploy.SparkSubmit", "-Xmx900m", more);
    }

    Child master(int port) {
        return main(
                "org.apache.spark.deploy.master.Master",
                "-Xmx256m",
                List.of("--host", "127.0.0.1", "--port", String.valueOf(port), "--webui-port", "0"));
    }

    Child worker(int masterPort, int cores) {
        return main(
                "org.apache.spark.deploy.worker.Worker",
                "-Xmx256m",
                List.of(
                        "--host",
                        "127.0.0.1",
                        "--cores",
                        String.valueOf(cores),
                        "--memory",
                        "2g",
                        "--webui-port",
                        "0",
                        "spark://127.0.0.1:" + masterPort));
    }

    private Child main(String main, String heap, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Child.java(), heap, "-XX:+UseSerialGC", FAST_START));
        Arrays.stream(OPENS.split(",")).forEach(open -> command.add("--add-opens=java.base/" + open + "=ALL-UNNAMED"));
        command.add("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties"));
        command.addAll(List.of("-cp", home.resolve("jars") + "/*", main));
        command.addAll(arguments);
        return Child.start(
                folder,
                Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "SPARK_WORKER_DIR",
                        folder.resolve("work").toString()),
                command);
    }
}
