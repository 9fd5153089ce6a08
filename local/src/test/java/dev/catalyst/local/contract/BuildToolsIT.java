package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.BuildTools.Ended;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** AWS's own tools read template.yaml, and see what is wrong in a wrong one. */
class BuildToolsIT {

    @TempDir private Path project;

    private BuildTools tools;

    @BeforeAll
    static void the_tools_are_there() {
        BuildTools.assumeThere();
    }

    @BeforeEach
    void a_copy_of_what_is_deployed() throws IOException {
        tools = BuildTools.in(project);
    }

    @Test
    void cfn_lint_has_nothing_to_say() throws Exception {
        assertThat(tools.lint()).isEqualTo(new Ended(0, ""));
    }

    @Test
    void cfn_lint_refuses_a_runtime_that_there_is_not() throws Exception {
        tools.breakTemplate("Runtime: java25", "Runtime: java99");

        assertThat(tools.lint().status()).isNotZero();
    }

    @Test
    void sam_validates_and_lints_the_template() throws Exception {
        assertThat(tools.sam("validate", "--lint").output()).contains("is a valid SAM Template");
    }

    @Test
    void sam_refuses_a_property_that_there_is_not() throws Exception {
        tools.breakTemplate("BillingMode:", "BillingMood:");

        assertThat(tools.sam("validate", "--lint").status()).isNotZero();
    }

    @Test
    void sam_builds_with_the_zip_that_maven_made() throws Exception {
        var built = tools.sam("build");

        assertThat(built).as(built.output()).returns(0, Ended::status);
        assertThat(project.resolve(".aws-sam/build/template.yaml"))
                .content()
                .contains("CodeUri: ../../functions/target/functions.zip")
                .contains("DefinitionUri:");
    }

    @Test
    void the_transform_makes_a_published_function_of_each_and_a_role_of_its_own() throws Exception {
        var transformed = tools.transform();
        assertThat(transformed).as(transformed.output()).returns(0, Ended::status);
        var resources = Json.tree(transformed.output()).path("Resources");

        for (var function : Project.TEMPLATE.functions()) {
            var properties = resources.path(function.name()).path("Properties");
            var role = properties.path("Role").path("Fn::GetAtt").path(0).asText();
            assertThat(properties.path("Runtime").asText()).isEqualTo("java25");
            assertThat(properties.path("Architectures").path(0).asText()).isEqualTo("arm64");
            assertThat(properties.path("SnapStart").path("ApplyOn").asText())
                    .isEqualTo("PublishedVersions");
            assertThat(resources.has(function.name() + "Aliaslive")).isTrue();
            assertThat(role)
                    .isEqualTo(function.ownRole() ? "SandboxRole" : function.name() + "Role");
        }
    }

    @Test
    void the_transform_refuses_an_event_that_there_is_not() throws Exception {
        tools.breakTemplate("Type: EventBridgeRule", "Type: CarrierPigeon");

        assertThat(tools.transform().status()).isNotZero();
    }
}
