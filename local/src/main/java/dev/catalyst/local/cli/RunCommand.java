package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code catalyst run "<prompt>"}: from a prompt to an application on disk. */
@Command(
        name = "run",
        description = "Turn a prompt into a tested application, and put it on disk.",
        footer = {
            "",
            "Uses the host that is up, or starts one for its time. Ctrl-C ends the task with it.",
            "For example: ./catalyst run \"Build a recipe book with title, ingredients and minutes\""
        })
final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROMPT", arity = "1..*", description = "What to build.")
    private List<String> prompt;

    @Option(
            names = "--json",
            description = "Events as JSON lines on stderr, one JSON object on stdout.")
    private boolean json;

    @Option(names = "--project", paramLabel = "ID", description = "The task's project.")
    private String project;

    @Option(names = "--budget", paramLabel = "USD", description = "What the task may cost at most.")
    private BigDecimal budget;

    @Option(
            names = "--require-approval",
            description = "Wait for an approval before the deployment.")
    private boolean requireApproval;

    @Option(names = "--approve", description = "Give the approval if the task waits for one.")
    private boolean approve;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the application goes (default: apps/<name>).")
    private Path out;

    @Mixin private Connection connection = new Connection();
    @Spec private CommandSpec spec;

    private final Session session;

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        requireRoom();
        try (var output = json ? new JsonOutput(session) : new LiveOutput(session, Instant.now());
                var service = Service.open(session, connection, output::notice)) {
            var run = new TaskRun(service, output);
            run.create(body(service.api()));
            run.follow(approve);
            var report = run.report(this::place);
            output.report(report);
            return run.isInterrupted() ? ExitCode.INTERRUPTED : report.exitCode();
        }
    }

    private void requireRoom() throws IOException {
        if (out == null) {
            return;
        }
        var folder = session.directory().resolve(out);
        if (Files.exists(folder) && (!Files.isDirectory(folder) || !isEmpty(folder))) {
            throw new ParameterException(
                    spec.commandLine(), "--out " + out + " exists: name a new or empty folder");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private JsonNode body(Api api) {
        var body = Json.MAPPER.createObjectNode();
        body.put("project_id", project == null ? new Projects(api).ofCommandLine() : project);
        body.put("prompt", words());
        if (budget != null) {
            body.put("budget_usd", budget);
        }
        if (requireApproval) {
            body.put("require_approval", true);
        }
        return body;
    }

    private String words() {
        return String.join(" ", prompt);
    }

    private Path place(Path zip) throws IOException {
        if (out != null) {
            var folder = session.directory().resolve(out).normalize();
            Application.unpack(zip, folder);
            return folder;
        }
        return Application.place(
                zip, session.directory().resolve("apps"), Application.slug(words()));
    }
}
