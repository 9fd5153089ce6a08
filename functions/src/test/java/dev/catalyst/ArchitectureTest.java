package dev.catalyst;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import dev.catalyst.lambda.Env;

import java.time.Instant;
import java.util.UUID;

/** The rules of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.catalyst", importOptions = MainClasses.class)
class ArchitectureTest {

    private static final String[] AWS = {"software.amazon.awssdk..", "com.amazonaws.."};

    private static final DescribedPredicate<JavaClass> HANDLERS =
            assignableTo(RequestHandler.class)
                    .or(assignableTo(RequestStreamHandler.class))
                    .and(not(modifier(JavaModifier.ABSTRACT)))
                    .as("handlers");

    private static final DescribedPredicate<JavaClass> OURS =
            resideInAPackage("dev.catalyst..").and(not(resideInAPackage("dev.catalyst.local..")));

    @ArchTest
    static final ArchRule arrows_only_run_down =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("dev.catalyst..")
                    .withOptionalLayers(true)
                    .layer("ground")
                    .definedBy(
                            "dev.catalyst.store..", "dev.catalyst.lambda..", "dev.catalyst.llm..")
                    .layer("first floor")
                    .definedBy(
                            "dev.catalyst.audit..",
                            "dev.catalyst.events..",
                            "dev.catalyst.workspace..",
                            "dev.catalyst.sandbox..",
                            "dev.catalyst.projects..",
                            "dev.catalyst.auth..",
                            "dev.catalyst.health..")
                    .layer("second floor")
                    .definedBy(
                            "dev.catalyst.tasks..",
                            "dev.catalyst.models..",
                            "dev.catalyst.knowledge..")
                    .layer("third floor")
                    .definedBy(
                            "dev.catalyst.agents..",
                            "dev.catalyst.stream..",
                            "dev.catalyst.explorer..")
                    .layer("roof")
                    .definedBy("dev.catalyst.chat..")
                    .layer("host")
                    .definedBy("dev.catalyst.local..")
                    .whereLayer("host")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("roof")
                    .mayOnlyBeAccessedByLayers("host")
                    .whereLayer("third floor")
                    .mayOnlyBeAccessedByLayers("roof", "host")
                    .whereLayer("second floor")
                    .mayOnlyBeAccessedByLayers("third floor", "roof", "host")
                    .whereLayer("first floor")
                    .mayOnlyBeAccessedByLayers("second floor", "third floor", "roof", "host")
                    .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("dev.catalyst.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sub_packages_have_no_cycles =
            slices().matching("dev.catalyst.(**)")
                    .should()
                    .beFreeOfCycles()
                    .ignoreDependency(not(OURS), DescribedPredicate.alwaysTrue());

    @ArchTest
    static final ArchRule what_all_stand_on_knows_no_feature =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.catalyst.store..",
                            "dev.catalyst.lambda..",
                            "dev.catalyst.events..",
                            "dev.catalyst.llm..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.catalyst..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "dev.catalyst.store..",
                                                            "dev.catalyst.lambda..",
                                                            "dev.catalyst.events..",
                                                            "dev.catalyst.llm.."))));

    @ArchTest
    static final ArchRule functions_do_not_know_the_host =
            noClasses()
                    .that(OURS)
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.catalyst.local.."));

    @ArchTest
    static final ArchRule a_handler_is_used_in_its_own_package_only =
            classes()
                    .that(HANDLERS)
                    .and(OURS)
                    .should(
                            new ArchCondition<>("be used in their own package only") {
                                @Override
                                public void check(JavaClass handler, ConditionEvents events) {
                                    handler.getDirectDependenciesToSelf().stream()
                                            .filter(
                                                    use ->
                                                            !use.getOriginClass()
                                                                    .getPackageName()
                                                                    .equals(
                                                                            handler
                                                                                    .getPackageName()))
                                            .forEach(
                                                    use ->
                                                            events.add(
                                                                    SimpleConditionEvent.violated(
                                                                            use,
                                                                            use.getDescription())));
                                }
                            });

    @ArchTest
    static final ArchRule names_tell_the_role =
            noClasses()
                    .should()
                    .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?")
                    .orShould()
                    .resideInAnyPackage("..common..", "..util..", "..utils..", "..shared..");

    @ArchTest
    static final ArchRule the_environment_is_read_in_one_place =
            noClasses()
                    .that(OURS)
                    .and()
                    .doNotBelongToAnyOf(Env.class)
                    .should()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class);

    @ArchTest
    static final ArchRule time_and_ids_come_in_as_arguments =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.catalyst.store..",
                            "dev.catalyst.events..",
                            "dev.catalyst.auth..",
                            "dev.catalyst.workspace..",
                            "dev.catalyst.projects..",
                            "dev.catalyst.tasks..",
                            "dev.catalyst.agents..",
                            "dev.catalyst.stream..")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID");

    // but for llm, where the faults of AWS's own model service are told apart
    @ArchTest
    static final ArchRule records_and_enums_touch_no_type_of_aws =
            noClasses()
                    .that(
                            OURS.and(assignableTo(Record.class).or(assignableTo(Enum.class)))
                                    .and(not(resideInAPackage("dev.catalyst.llm.."))))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(AWS));

    @ArchTest
    static final ArchRule rules_touch_no_type_of_aws =
            noClasses()
                    .that()
                    .haveNameMatching(
                            "dev\\.catalyst\\.(tasks\\.(Actions|Closing)"
                                    + "|workspace\\.(Edit|NearestLines|Search|Change)"
                                    + "|llm\\.(Prices|Patience|Breaker|offline\\..*)"
                                    + "|agents\\.(Guards|Rut|Excerpt|architect\\.Waves)"
                                    + "|lambda\\.(Fields|Problem|Rules|Conditions))(\\$.*)?")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(AWS));

    @ArchTest
    static final ArchRule nothing_is_mocked_or_generated_into_classes =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "lombok..",
                                    "org.aspectj..",
                                    "org.mockito..",
                                    "jakarta.inject.."));
}
