package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * AWS's own tools read template.yaml: cfn-lint, and `sam` with its transform. They are in the
 * folder that the variable CATALYST_TOOLS names, as `.ci/run` makes it.
 */
class BuildToolsIT {

    private static final Optional<Path> TOOLS =
            Optional.ofNullable(System.getenv("CATALYST_TOOLS")).map(Path::of);
    private static final String REGION = "eu-central-1";

    /** What a tool said, and how it ended. */
    record Ended(int status, String output) {}

    @TempDir private Path project;

    @BeforeAll
    static void the_tools_are_there() {
        boolean there = TOOLS.isPresent() && Files.isExecutable(TOOLS.get().resolve("sam"));
        if (!there) {
            System.out.println(
                    "skipped: cfn-lint and sam are not here; .ci/run installs them, or name their"
                            + " folder in CATALYST_TOOLS");
        }
        assumeTrue(there, "CATALYST_TOOLS names a folder with cfn-lint and sam");
    }

    @BeforeEach
    void a_copy_of_what_is_deployed() throws IOException {
        Files.copy(Project.ROOT.resolve("template.yaml"), project.resolve("template.yaml"));
        Files.createDirectories(project.resolve("statemachines"));
        for (var machine : Project.files("statemachines", ".json")) {
            Files.copy(machine, project.resolve("statemachines").resolve(machine.getFileName()));
        }
        var zip = project.resolve("functions/target/functions.zip");
        Files.createDirectories(zip.getParent());
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("stand-in"));
        }
    }

    @Test
    void cfn_lint_has_nothing_to_say() throws Exception {
        assertThat(lint()).isEqualTo(new Ended(0, ""));
    }

    @Test
    void cfn_lint_refuses_a_runtime_that_there_is_not() throws Exception {
        broken("Runtime: java25", "Runtime: java99");

        assertThat(lint().status()).isNotZero();
    }

    @Test
    void sam_validates_and_lints_the_template() throws Exception {
        assertThat(sam("validate", "--lint").output()).contains("is a valid SAM Template");
    }

    @Test
    void sam_refuses_a_property_that_there_is_not() throws Exception {
        broken("BillingMode:", "BillingMood:");

        assertThat(sam("validate", "--lint").status()).isNotZero();
    }

    @Test
    void sam_builds_with_the_zip_that_maven_made() throws Exception {
        var built = sam("build");

        assertThat(built).as(built.output()).returns(0, Ended::status);
        assertThat(project.resolve(".aws-sam/build/template.yaml"))
                .content()
                .contains("CodeUri: ../../functions/target/functions.zip")
                .contains("DefinitionUri:");
    }

    @Test
    void the_transform_makes_a_published_function_of_each_and_a_role_of_its_own() throws Exception {
        var transformed = transform();
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
    void the_sandboxes_role_denies_everything_and_no_other_role_may_do_anything() throws Exception {
        var resources = Json.tree(transform().output()).path("Resources");

        assertThat(statements(resources.path("SandboxRole")))
                .extracting(statement -> statement.path("Effect").asText())
                .containsOnly("Deny");
        assertThat(resources.path("SandboxRole").path("Properties").has("ManagedPolicyArns"))
                .isFalse();
        for (var resource : resources.properties()) {
            if (resource.getValue().path("Type").asText().equals("AWS::IAM::Role")
                    && !resource.getKey().equals("SandboxRole")) {
                assertThat(statements(resource.getValue()))
                        .as(resource.getKey())
                        .noneMatch(statement -> statement.path("Action").toString().contains("*"));
            }
        }
    }

    @Test
    void the_transform_refuses_an_event_that_there_is_not() throws Exception {
        broken("Type: EventBridgeRule", "Type: CarrierPigeon");

        assertThat(transform().status()).isNotZero();
    }

    private static List<JsonNode> statements(JsonNode role) {
        return StreamSupport.stream(role.path("Properties").path("Policies").spliterator(), false)
                .map(policy -> policy.has("Fn::If") ? policy.get("Fn::If").get(1) : policy)
                .flatMap(policy -> policy.path("PolicyDocument").path("Statement").valueStream())
                .toList();
    }

    private void broken(String good, String bad) throws IOException {
        var template = project.resolve("template.yaml");
        var text = Files.readString(template);
        assertThat(text).contains(good);
        Files.writeString(template, text.replace(good, bad));
    }

    private Ended lint() throws Exception {
        return run(tool("cfn-lint").toString(), "--regions", REGION, "--", "template.yaml");
    }

    private Ended sam(String... arguments) throws Exception {
        var all = new String[arguments.length + 1];
        all[0] = tool("sam").toString();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return run(all);
    }

    private Ended transform() throws Exception {
        var script = Project.ROOT.resolve("local/src/test/resources/contract/sam_transform.py");
        return run(python().toString(), script.toString(), "template.yaml");
    }

    /** The Python that `sam` runs with: a link to it would forget its virtual environment. */
    private static Path python() throws IOException {
        var beside = tool("sam").toRealPath().resolveSibling("python");
        return Files.isExecutable(beside) ? beside : tool("sam-python");
    }

    private static Path tool(String name) {
        return TOOLS.orElseThrow().resolve(name);
    }

    private Ended run(String... command) throws Exception {
        var errors = project.resolve("errors.txt");
        var output = project.resolve("output.txt");
        var builder =
                new ProcessBuilder(command)
                        .directory(project.toFile())
                        .redirectError(errors.toFile())
                        .redirectOutput(output.toFile());
        builder.environment().put("AWS_DEFAULT_REGION", REGION);
        builder.environment().put("SAM_CLI_TELEMETRY", "0");
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(command) + " did not end");
        }
        var said = Files.readString(output, StandardCharsets.UTF_8);
        return new Ended(
                process.exitValue(),
                process.exitValue() == 0 ? said : said + Files.readString(errors));
    }
}
