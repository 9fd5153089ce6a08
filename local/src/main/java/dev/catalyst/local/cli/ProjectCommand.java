package dev.catalyst.local.cli;

import dev.catalyst.lambda.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;

/** {@code catalyst project ...}: the projects that tasks belong to. */
@Command(
        name = "project",
        description = "List projects, and create them.",
        synopsisSubcommandLabel = "COMMAND")
final class ProjectCommand implements Runnable {

    private final Session session;

    @Spec private CommandSpec spec;

    ProjectCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: list or create.");
    }

    @Command(name = "list", description = "The newest projects.")
    int list(@Mixin Connection connection) {
        var columns = new Columns().add("ID", "STATUS", "NAME", "DESCRIPTION");
        for (var project : connection.open(session).get("/api/projects?limit=100").path("items")) {
            columns.add(
                    project.path("id").asText(),
                    project.path("status").asText(),
                    project.path("name").asText(),
                    project.path("description").asText(""));
        }
        columns.lines().forEach(session.out()::println);
        return ExitCode.COMPLETED;
    }

    @Command(name = "create", description = "A new project; prints its id.")
    int create(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--description", description = "What it is for.") String description,
            @Option(names = "--repo", paramLabel = "URL", description = "Its repository.")
                    String repository,
            @Option(
                            names = "--budget",
                            paramLabel = "USD",
                            description = "What each of its tasks may cost at most.")
                    BigDecimal budget,
            @Option(
                            names = "--require-approval",
                            description = "Its tasks wait for an approval before they deploy.")
                    boolean requireApproval) {
        var body = Json.MAPPER.createObjectNode().put("name", name);
        if (description != null) {
            body.put("description", description);
        }
        if (repository != null) {
            body.put("repo_url", repository);
        }
        if (budget != null) {
            body.put("budget_usd", budget);
        }
        if (requireApproval) {
            body.put("require_approval", true);
        }
        session.out()
                .println(connection.open(session).post("/api/projects", body).path("id").asText());
        return ExitCode.COMPLETED;
    }
}
