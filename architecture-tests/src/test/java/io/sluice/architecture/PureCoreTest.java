package io.sluice.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

/** The core decides; it reads no clock, environment, file or network, and starts no thread but the pipeline's. */
@AnalyzeClasses(packages = "io.sluice.core", importOptions = ShippedClasses.class)
class PureCoreTest {
    private static DescribedPredicate<JavaCall<?>> call(Class<?> type, String methods) {
        return target(owner(assignableTo(type))).and(target(nameMatching(methods)));
    }

    private static ArchRule never(DescribedPredicate<JavaCall<?>> call) {
        return noClasses().should().callMethodWhere(call);
    }

    @ArchTest
    static final ArchRule READS_NO_CLOCK = noClasses()
            .should()
            .callMethodWhere(call(System.class, "currentTimeMillis|nanoTime"))
            .orShould()
            .callMethodWhere(call(Instant.class, "now"))
            .orShould()
            .callMethodWhere(call(LocalDate.class, "now"))
            .orShould()
            .callMethodWhere(call(LocalDateTime.class, "now"))
            .orShould()
            .callMethodWhere(call(ZonedDateTime.class, "now"))
            .orShould()
            .callMethodWhere(call(Clock.class, "system.*|tick.*"))
            .orShould()
            .callMethodWhere(call(InstantSource.class, "system"));

    @ArchTest
    static final ArchRule READS_NO_ENVIRONMENT = never(call(System.class, "getenv|getProperty|getProperties|console"));

    @ArchTest
    static final ArchRule ENDS_NO_PROCESS_AND_ADDS_NO_HOOK = noClasses()
            .should()
            .callMethodWhere(call(System.class, "exit"))
            .orShould()
            .callMethodWhere(call(Runtime.class, "exit|halt|addShutdownHook|exec"));

    @ArchTest
    static final ArchRule PRINTS_NOTHING = noClasses()
            .should()
            .accessFieldWhere(
                    com.tngtech.archunit.core.domain.JavaAccess.Predicates.target(owner(assignableTo(System.class))));

    /** The schema file is the one thing an embedding program hands over by its path. */
    @ArchTest
    static final ArchRule OPENS_NO_FILE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.sluice.core.schema.EventSchema")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.nio\\.file\\.Files|java\\.io\\.(File|RandomAccessFile|FileInputStream|FileOutputStream"
                            + "|FileReader|FileWriter)|java\\.nio\\.channels\\..*");

    @ArchTest
    static final ArchRule OPENS_NO_CONNECTION =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("java.net..", "javax.net..");

    @ArchTest
    static final ArchRule STARTS_NO_THREAD_OUTSIDE_THE_PIPELINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.sluice.core.pipeline")
            .should()
            .callConstructorWhere(target(owner(assignableTo(Thread.class))))
            .orShould()
            .dependOnClassesThat(assignableTo(Executors.class).or(assignableTo(ForkJoinPool.class)));

    /** Without an executor of the caller's, these run on threads that the core would have started. */
    @ArchTest
    static final ArchRule BORROWS_NO_COMMON_THREADS = never(call(CompletableFuture.class, ".*Async")
            .and(DescribedPredicate.describe(
                    "without an executor", call -> call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(Executor.class)))));

    @ArchTest
    static final ArchRule USES_NO_PARALLEL_STREAM =
            noClasses().should().callMethodWhere(target(name("parallelStream")).or(target(name("parallel"))));
}
