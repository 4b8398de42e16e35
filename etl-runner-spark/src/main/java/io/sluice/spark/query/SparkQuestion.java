package io.sluice.spark.query;

import static org.apache.spark.sql.functions.sum;

import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.query.KeptValues;
import io.sluice.core.query.QueryAnswers;
import io.sluice.core.query.QueryPlan;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanWithLate;
import io.sluice.core.query.ScanWithLate.LateCounts;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.StoreLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * Answers a {@link QuerySpec} over the events of a lake in three jobs: read the hours and sum each group up; look at as
 * many ids as it takes; take the quantiles of what is kept. All of that happens in the executors, the driver makes the
 * rows. The values stay in the executors, on disk where memory is short, so that files are read once but for ids.
 *
 * <p>The steps are the core's, and what they give does not depend on the number of tasks and the order in which they
 * end. The answer is the one of {@link io.sluice.core.query.ScanQuery}, digit for digit.
 */
public final class SparkQuestion {
    /** Several tasks per core, since hours differ in size; not one per hour, since an hour may take milliseconds. */
    private static final int TASKS_PER_CORE = 8;

    /** How many ids one task may have to tell apart, about. */
    private static final long IDS_PER_BUCKET = 1 << 20;

    private final SparkSession spark;
    private final QuerySpec spec;
    private final QueryPlan plan;
    private final LakeFiles files;
    private final int maxTasks;
    private final LongAccumulator rowsWithIdsRead;

    private SparkQuestion(SparkSession spark, QuerySpec spec, QueryPlan plan, LakeFiles files, int maxTasks) {
        this.spark = spark;
        this.spec = spec;
        this.plan = plan;
        this.files = files;
        this.maxTasks = maxTasks;
        this.rowsWithIdsRead = spark.sparkContext().longAccumulator("rows with ids read");
    }

    /**
     * An answer.
     *
     * @param late what became of late events, where these were taken in
     */
    public record Answer(QueryResult result, LateCounts late) {}

    /**
     * Answers the question.
     *
     * @param lake where the executors find the lake
     * @param scan the lake as the driver opened it
     * @throws IllegalArgumentException if the question does not fit the table
     * @throws IllegalStateException if an answer is found to be wrong before it is given
     */
    public static QueryResult ask(SparkSession spark, StoreLocation lake, ParquetEventScan scan, QuerySpec spec) {
        return ask(spark, lake, scan, QueryPlan.of(scan, spec), maxTasks(spark)).result;
    }

    /** The same over the events and the late ones together, as {@link ScanWithLate} has them. */
    public static Answer askWithLate(SparkSession spark, StoreLocation lake, ParquetEventScan scan, QuerySpec spec) {
        return ask(spark, lake, scan, QueryPlan.of(new ScanWithLate(scan), spec), maxTasks(spark));
    }

    private static int maxTasks(SparkSession spark) {
        return TASKS_PER_CORE * spark.sparkContext().defaultParallelism();
    }

    /** What a plan over the scan asks for, with at most so many tasks. */
    static Answer ask(SparkSession spark, StoreLocation lake, ParquetEventScan scan, QueryPlan plan, int maxTasks) {
        QuerySpec spec = plan.spec();
        if (plan.days().isEmpty()) {
            QueryResult nothing = new QueryAnswers(spec)
                    .result(plan, new QueryResult.Scan(0, 0, 0, 0, 0, plan.filesRead(), plan.filesPruned(), false));
            return new Answer(nothing, LateCounts.NONE);
        }
        return new SparkQuestion(spark, spec, plan, new LakeFiles(lake, scan.stagedPaths(), scan.listedAt()), maxTasks)
                .ask();
    }

    private Answer ask() {
        Dataset<Row> units = tasks(hourTasks(Map.of()))
                .flatMap(new HourAggregates(files, spec), Encoders.row(HourAggregates.SCHEMA))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            describe("sums of the groups");
            GroupAggregates sums = GroupAggregates.of(units, spec);
            describe("distinct event ids");
            Map<PeriodGroup, Long> distinct = distinctIds(sums);
            describe("quantiles of what is kept");
            return new Answer(answer(sums, distinct, kept(units, sums, distinct)), sums.late());
        } finally {
            spark.sparkContext().setJobDescription(null);
            units.unpersist();
        }
    }

    private void describe(String step) {
        spark.sparkContext().setJobDescription("Sluice: " + step);
    }

    /** Groups of enough rows, and how many distinct ids they have: all, or as many as it takes to qualify. */
    private Map<PeriodGroup, Long> distinctIds(GroupAggregates sums) {
        Map<Integer, List<String>> wanted = new HashMap<>();
        long most = 0;
        for (Map.Entry<PeriodGroup, GroupAggregates.Sum> group : sums.groups().entrySet()) {
            long events = group.getValue().moments().count();
            if (events >= spec.minEvents()) {
                PeriodGroup key = group.getKey();
                wanted.computeIfAbsent(key.period(), period -> new ArrayList<>())
                        .add(key.by());
                most = Math.max(most, events);
            }
        }
        return counts(spec.distinct() ? allIds(wanted, most) : enoughIds(wanted));
    }

    private Dataset<Row> enoughIds(Map<Integer, List<String>> wanted) {
        List<ScanTask> periods = new ArrayList<>();
        for (int period = 0; period < plan.days().size(); period++) {
            List<String> groups = wanted.get(period);
            if (groups != null) {
                periods.add(new ScanTask(period, plan.days().get(period).hours(), groups));
            }
        }
        return tasks(periods)
                .flatMap(new DistinctThreshold(files, spec, rowsWithIdsRead), Encoders.row(DistinctThreshold.SCHEMA));
    }

    /** Of each hour the distinct ids move, 16 bytes each, so that a task has all that are in one bucket of a group. */
    private Dataset<Row> allIds(Map<Integer, List<String>> wanted, long most) {
        int buckets = Math.toIntExact(1 + most / IDS_PER_BUCKET);
        return tasks(hourTasks(wanted))
                .flatMap(new HourIds(files, spec, buckets, rowsWithIdsRead), Encoders.row(HourIds.SCHEMA))
                .groupByKey(
                        (MapFunction<Row, String>) row -> row.getInt(0) + " " + row.getInt(2) + " " + row.getString(1),
                        Encoders.STRING())
                .mapGroups(
                        (MapGroupsFunction<String, Row, Row>) (key, rows) -> HourIds.count(rows),
                        Encoders.row(DistinctThreshold.SCHEMA))
                .groupBy(HourAggregates.PERIOD, HourAggregates.BY)
                .agg(sum("count"));
    }

    private static Map<PeriodGroup, Long> counts(Dataset<Row> rows) {
        Map<PeriodGroup, Long> counts = new HashMap<>();
        for (Row row : rows.collectAsList()) {
            counts.put(PeriodGroup.of(row), row.getLong(2));
        }
        return counts;
    }

    private Map<PeriodGroup, KeptValues> kept(
            Dataset<Row> units, GroupAggregates sums, Map<PeriodGroup, Long> distinct) {
        Map<PeriodGroup, GroupAggregates.Sum> qualified = new HashMap<>();
        distinct.forEach((key, count) -> {
            if (count >= spec.minEvents()) {
                qualified.put(key, sums.groups().get(key));
            }
        });
        if (qualified.isEmpty()) {
            return Map.of();
        }
        return spec.exact()
                ? RetainedValues.exactly(units, spec, qualified)
                : RetainedValues.bySketches(units, spec, qualified);
    }

    private QueryResult answer(
            GroupAggregates sums, Map<PeriodGroup, Long> distinct, Map<PeriodGroup, KeptValues> kept) {
        QueryAnswers answers = new QueryAnswers(spec);
        sums.groups()
                .forEach((key, sum) -> answers.add(
                        plan.days().get(key.period()),
                        GroupLabel.parse(key.by()),
                        sum.moments(),
                        distinct.getOrDefault(key, 0L),
                        kept.get(key)));
        return answers.result(
                plan,
                new QueryResult.Scan(
                        sums.rows(),
                        sums.rowsWithoutValue(),
                        sums.rowsNotFinite(),
                        sums.rowsWithoutGroup(),
                        rowsWithIdsRead.value(),
                        plan.filesRead(),
                        plan.filesPruned(),
                        false));
    }

    /** A task per hour of all periods; or of those that have wanted groups, where some are given. */
    private List<ScanTask> hourTasks(Map<Integer, List<String>> wanted) {
        List<ScanTask> hours = new ArrayList<>();
        for (int period = 0; period < plan.days().size(); period++) {
            List<String> groups = wanted.getOrDefault(period, List.of());
            if (wanted.isEmpty() || !groups.isEmpty()) {
                for (Hour hour : plan.days().get(period).hours()) {
                    hours.add(new ScanTask(period, List.of(hour), groups));
                }
            }
        }
        return hours;
    }

    private Dataset<Row> tasks(List<ScanTask> tasks) {
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        int slices = Math.max(1, Math.min(tasks.size(), maxTasks));
        List<Row> rows = tasks.stream().map(ScanTask::toRow).toList();
        return spark.createDataFrame(context.parallelize(rows, slices), ScanTask.SCHEMA);
    }
}
