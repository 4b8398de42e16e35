package example;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.pipeline.PipelineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code write FOLDER [RECORDS]}: a hostile log and its schema. {@code check LAKE [RECORDS]}: whether a lake is what that
 * log must give.
 */
public final class Conformance {
    private static final int ROWS_SHOWN = 10;

    public static void main(String[] args) throws IOException {
        HostileLog.Options options = HostileLog.Options.standard();
        HostileLog log = HostileLog.of(args.length < 3 ? options : options.withRecords(Integer.parseInt(args[2])));
        Path path = Path.of(args[1]);
        if (args[0].equals("write")) {
            write(log, path);
        } else if (!check(log, path)) {
            System.exit(1);
        }
    }

    private static void write(HostileLog log, Path folder) throws IOException {
        Files.createDirectories(folder);
        log.writeFiles(folder); // p0.ndjson, p1.ndjson, p2.ndjson
        Files.writeString(folder.resolve("hostile.schema.json"), HostileLog.schemaJson());
    }

    private static boolean check(HostileLog log, Path lake) {
        // tag::embed[]
        PipelineSpec spec = log.spec();
        ExpectedTables expected = ReferenceModel.tables(spec, log.partitions(), true);
        LakeTables tables = new LakeTables(lake);
        return isSame("events", expected.events(), tables.events(spec.schema()))
                & isSame("late", expected.late(), tables.late(spec.schema()))
                & isSame("rejected", expected.rejected(), tables.rejected())
                & isSame("windows", expected.windows(), tables.windows(spec.windows()));
        // end::embed[]
    }

    private static boolean isSame(String table, List<String> expected, List<String> found) {
        List<String> missing = minus(expected, found);
        List<String> tooMany = minus(found, expected);
        System.out.println(table + ": " + found.size() + " rows, " + missing.size() + " missing, " + tooMany.size()
                + " too many");
        missing.stream().limit(ROWS_SHOWN).forEach(row -> System.out.println("- " + row));
        tooMany.stream().limit(ROWS_SHOWN).forEach(row -> System.out.println("+ " + row));
        return missing.isEmpty() && tooMany.isEmpty();
    }

    private static List<String> minus(List<String> rows, List<String> others) {
        Map<String, Integer> left = new HashMap<>();
        others.forEach(row -> left.merge(row, 1, Integer::sum));
        List<String> rest = new ArrayList<>();
        for (String row : rows) {
            if (left.merge(row, -1, Integer::sum) < 0) {
                rest.add(row);
            }
        }
        return rest;
    }
}
