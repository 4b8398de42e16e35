package io.sluice.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom. */
@AnalyzeClasses(packages = "io.sluice", importOptions = ShippedClasses.class)
class DependencyRulesTest {
    private static final String CORE = "io.sluice.core..";
    private static final String APP = "io.sluice.app..";
    private static final String KAFKA = "io.sluice.kafka..";
    private static final String LAKE = "io.sluice.lake..";
    private static final String STANDALONE = "io.sluice.standalone..";
    private static final String SPARK = "io.sluice.spark..";

    @ArchTest
    static final ArchRule THE_CORE_USES_THE_JDK_AND_ITS_FEW_LIBRARIES = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(CORE, "java..", "com.fasterxml.jackson..", "com.tdunning.."));

    @ArchTest
    static final ArchRule THE_DOMAIN_DOES_NOT_KNOW_WHAT_RUNNERS_SHARE = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(APP);

    @ArchTest
    static final ArchRule WHAT_RUNNERS_SHARE_USES_THE_CORE_AND_ITS_LIBRARIES = classes()
            .that()
            .resideInAPackage(APP)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(APP, CORE, "java..", "com.sun.net.httpserver..", "com.fasterxml.jackson.."));

    @ArchTest
    static final ArchRule THE_KAFKA_ADAPTER_KNOWS_THE_CORE_ONLY = noClasses()
            .that()
            .resideInAPackage(KAFKA)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(APP, LAKE, STANDALONE, SPARK);

    @ArchTest
    static final ArchRule THE_LAKE_ADAPTER_KNOWS_THE_CORE_ONLY = noClasses()
            .that()
            .resideInAPackage(LAKE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(APP, KAFKA, STANDALONE, SPARK);

    @ArchTest
    static final ArchRule THE_SPARK_RUNNER_KNOWS_CORE_AND_LAKE_ONLY = noClasses()
            .that()
            .resideInAPackage(SPARK)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, STANDALONE);

    @ArchTest
    static final ArchRule THE_STANDALONE_RUNNER_DOES_NOT_KNOW_SPARK = noClasses()
            .that()
            .resideInAPackage(STANDALONE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SPARK, "org.apache.spark..");

    @ArchTest
    static final ArchRule KAFKA_STAYS_IN_THE_ADAPTERS = noClasses()
            .that()
            // Spark's source brings a client of its own version.
            .resideOutsideOfPackages(KAFKA, "io.sluice.spark.adapter")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule NOBODY_SHIPS_THE_BROKER =
            noClasses().should().dependOnClassesThat().resideInAPackage("kafka..");

    @ArchTest
    static final ArchRule HADOOP_AND_PARQUET_STAY_IN_THEIRS = noClasses()
            .that()
            .resideOutsideOfPackages(LAKE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hadoop..", "org.apache.parquet..");

    @ArchTest
    static final ArchRule COMMAND_LINE_METRICS_AND_LOGGING_STAY_IN_THE_RUNNERS = noClasses()
            .that()
            .resideInAnyPackage(CORE, APP, KAFKA, LAKE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "io.prometheus..", "org.apache.logging.log4j..");

    @ArchTest
    static final ArchRule PROMETHEUS_STAYS_WITH_THE_METRICS = noClasses()
            .that()
            .resideOutsideOfPackages("io.sluice.standalone.metrics", "io.sluice.spark.metrics")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..");

    @ArchTest
    static final ArchRule PICOCLI_STAYS_WITH_THE_COMMANDS = noClasses()
            .that()
            .resideOutsideOfPackages("io.sluice.standalone.command", "io.sluice.spark.command")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule ONLY_THE_WIRING_CONSTRUCTS_ADAPTERS = noClasses()
            .that()
            .resideInAPackage(STANDALONE)
            .and()
            .doNotHaveFullyQualifiedName("io.sluice.standalone.Wiring")
            .should()
            .callConstructorWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                            resideInAnyPackage(KAFKA, LAKE))))
            .orShould()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                            com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                    resideInAnyPackage(LAKE)))
                    .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                            com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("open"))));

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLES_IN_THE_CORE =
            slices().matching("io.sluice.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLES_ANYWHERE =
            slices().matching("io.sluice.(**)").should().beFreeOfCycles();

    /** From the objects in a store up to the jobs that are done to a lake beside the pipeline. */
    @ArchTest
    static final ArchRule ROOMS_OF_THE_LAKE_KNOW_THE_ROOMS_BELOW = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("store")
            .definedBy("io.sluice.lake.store")
            .layer("commit")
            .definedBy("io.sluice.lake.commit")
            .layer("parquet")
            .definedBy("io.sluice.lake.parquet")
            .layer("liveness")
            .definedBy("io.sluice.lake.liveness")
            .layer("scan")
            .definedBy("io.sluice.lake.scan")
            .layer("write")
            .definedBy("io.sluice.lake.write")
            .layer("audit")
            .definedBy("io.sluice.lake.audit")
            .layer("compact")
            .definedBy("io.sluice.lake.compact")
            .layer("replay")
            .definedBy("io.sluice.lake.replay")
            .whereLayer("store")
            .mayNotAccessAnyLayer()
            .whereLayer("commit")
            .mayOnlyAccessLayers("store")
            .whereLayer("parquet")
            .mayOnlyAccessLayers("store")
            .whereLayer("liveness")
            .mayOnlyAccessLayers("store", "commit")
            .whereLayer("scan")
            .mayOnlyAccessLayers("store", "commit", "parquet")
            .whereLayer("write")
            .mayOnlyAccessLayers("store", "commit", "parquet")
            .whereLayer("audit")
            .mayOnlyAccessLayers("store", "commit", "parquet", "liveness", "scan")
            .whereLayer("compact")
            .mayOnlyAccessLayers("store", "commit", "parquet", "scan")
            .whereLayer("replay")
            .mayOnlyAccessLayers("store", "commit", "parquet", "scan", "write", "compact");

    @ArchTest
    static final ArchRule PORTS_ARE_INTERFACES_VALUES_AND_FAILURES = classes()
            .that()
            .resideInAPackage("io.sluice.core.port")
            .and()
            .areTopLevelClasses()
            .should()
            .beInterfaces()
            .orShould()
            .beRecords()
            .orShould()
            .beEnums()
            .orShould()
            .beAssignableTo(RuntimeException.class);

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL_OR_ABSTRACT = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotAnonymousClasses()
            .and()
            .areNotEnums()
            .and()
            // Sealed: whoever handles it handles its one special case too.
            .doNotBelongToAnyOf(io.sluice.core.port.LakeUnavailableException.class)
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .orShould()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT);
}
