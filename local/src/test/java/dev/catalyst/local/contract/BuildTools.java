package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * AWS's own tools on a copy of what is deployed: cfn-lint, and `sam` with its transform. They are
 * in the folder that the variable CATALYST_TOOLS names, as `.ci/run` makes it.
 *
 * @param project the copy
 */
record BuildTools(Path project) {

    private static final Optional<Path> TOOLS =
            Optional.ofNullable(System.getenv("CATALYST_TOOLS")).map(Path::of);
    private static final String REGION = "eu-central-1";

    /** What a tool said, and how it ended. */
    record Ended(int status, String output) {}

    /** Skips the tests, and says so, where the tools are not. */
    static void assumeThere() {
        boolean there = TOOLS.isPresent() && Files.isExecutable(TOOLS.get().resolve("sam"));
        if (!there) {
            System.out.println(
                    "skipped: cfn-lint and sam are not here; .ci/run installs them, or name their"
                            + " folder in CATALYST_TOOLS");
        }
        assumeTrue(there, "CATALYST_TOOLS names a folder with cfn-lint and sam");
    }

    static BuildTools in(Path project) throws IOException {
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
        return new BuildTools(project);
    }

    void breakTemplate(String good, String bad) throws IOException {
        var template = project.resolve("template.yaml");
        var text = Files.readString(template);
        assertThat(text).contains(good);
        Files.writeString(template, text.replace(good, bad));
    }

    Ended lint() throws IOException, InterruptedException {
        return run(
                List.of(tool("cfn-lint").toString(), "--regions", REGION, "--", "template.yaml"));
    }

    Ended sam(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(tool("sam").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    Ended transform() throws IOException, InterruptedException {
        var script = Project.ROOT.resolve("local/src/test/resources/contract/sam_transform.py");
        return run(List.of(python().toString(), script.toString(), "template.yaml"));
    }

    /** The Python that `sam` runs with: a link to it would forget its virtual environment. */
    private static Path python() throws IOException {
        var beside = tool("sam").toRealPath().resolveSibling("python");
        return Files.isExecutable(beside) ? beside : tool("sam-python");
    }

    private static Path tool(String name) {
        return TOOLS.orElseThrow().resolve(name);
    }

    private Ended run(List<String> command) throws IOException, InterruptedException {
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
            throw new AssertionError(command + " did not end");
        }
        var said = Files.readString(output, StandardCharsets.UTF_8);
        return new Ended(
                process.exitValue(),
                process.exitValue() == 0 ? said : said + Files.readString(errors));
    }
}
