package dev.catalyst.local;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of the host: it serves a template, whatever the functions in it do. */
@AnalyzeClasses(
        packages = "dev.catalyst.local",
        importOptions = HostArchitectureTest.MainClasses.class)
class HostArchitectureTest {

    /** All classes but those of tests, wherever a build puts these. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("/test/");
        }
    }

    @ArchTest
    static final ArchRule parts_have_no_cycles =
            slices().matching("dev.catalyst.local.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_interpreter_knows_no_other_part =
            noClasses()
                    .that()
                    .resideInAPackage("dev.catalyst.local.stepfunctions..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.catalyst.local..")
                                    .and(
                                            not(
                                                    resideInAPackage(
                                                            "dev.catalyst.local.stepfunctions.."))));

    @ArchTest
    static final ArchRule parts_do_not_know_the_host_that_ties_them =
            noClasses()
                    .that()
                    .resideInAPackage("dev.catalyst.local.*..")
                    .and()
                    .resideOutsideOfPackage("dev.catalyst.local.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.catalyst.local");

    @ArchTest
    static final ArchRule the_host_knows_no_feature_but_the_sandbox_that_it_isolates =
            noClasses()
                    .that()
                    // which look at what functions have left behind, and at what they would call
                    .haveNameNotMatching(".*\\.cli\\.(AuditCommand|ProviderCheck)")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.catalyst..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "dev.catalyst.local..",
                                                            "dev.catalyst.lambda..",
                                                            "dev.catalyst.sandbox.."))));

    @ArchTest
    static final ArchRule only_isolation_knows_the_sandbox =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.catalyst.local.sandbox..", "dev.catalyst.local.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.catalyst.sandbox..");

    @ArchTest
    static final ArchRule names_tell_the_role =
            noClasses()
                    .should()
                    .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?")
                    .orShould()
                    .resideInAnyPackage("..common..", "..util..", "..utils..", "..shared..");

    @ArchTest
    static final ArchRule the_environment_is_read_where_the_host_starts =
            noClasses()
                    .that()
                    .haveNameNotMatching("dev\\.catalyst\\.local\\.(Startup|cli\\.Session)")
                    .should()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class);
}
