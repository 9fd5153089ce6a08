package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** {@code catalyst task ...}: what is known of tasks, and what can be asked of them. */
@Command(
        name = "task",
        description = "Look at tasks, and act on them.",
        synopsisSubcommandLabel = "COMMAND")
final class TaskCommand implements Runnable {

    private final Session session;

    @Spec private CommandSpec spec;

    TaskCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: list, show, logs ...");
    }

    @Command(name = "list", description = "The newest tasks.")
    int list(
            @Mixin Connection connection,
            @Option(names = "--project", paramLabel = "ID", description = "Of this project only.")
                    String project,
            @Option(names = "--status", paramLabel = "STATUS", description = "In this state only.")
                    String status,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "At most so many (1 to 100, default ${DEFAULT-VALUE}).")
                    int limit) {
        var query = new StringBuilder("/api/tasks?limit=").append(limit);
        with(query, "project_id", project);
        with(query, "status", status);
        var columns = new Columns().add("ID", "STATUS", "MODE", "COST", "CREATED", "PROMPT");
        for (var task : connection.open(session).get(query.toString()).path("items")) {
            columns.add(
                    task.path("id").asText(),
                    task.path("status").asText(),
                    task.path("mode").asText(),
                    EventLine.dollars(task.path("cost")),
                    task.path("created_at").asText().replaceFirst("\\.\\d+Z", "Z"),
                    cut(task.path("prompt").asText()));
        }
        columns.lines().forEach(session.out()::println);
        return ExitCode.COMPLETED;
    }

    @Command(name = "show", description = "One task: its agents, its cost, what came of it.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "TASK") String id) {
        var api = connection.open(session);
        var task = api.get(path(id));
        var rows = new Columns();
        for (var field :
                List.of(
                        "id",
                        "project_id",
                        "status",
                        "mode",
                        "created_at",
                        "started_at",
                        "finished_at")) {
            rows.add(field, task.path(field).asText("-"));
        }
        rows.add(
                "cost",
                "%s of $%s"
                        .formatted(
                                EventLine.dollars(task.path("cost")),
                                task.path("budget_usd").asText()));
        rows.add(
                "tokens",
                "%s in, %s out"
                        .formatted(
                                task.path("tokens").path("input"),
                                task.path("tokens").path("output")));
        task.path("graph_state")
                .properties()
                .forEach(agent -> rows.add(agent.getKey(), agent.getValue().asText()));
        if (task.path("failure").isObject()) {
            rows.add("failure", task.path("failure").path("code").asText());
            rows.add("", task.path("failure").path("message").asText());
        }
        rows.add("prompt", task.path("prompt").asText());
        rows.lines().forEach(session.out()::println);
        return ExitCode.COMPLETED;
    }

    @Command(name = "logs", description = "What happened in a task.")
    int logs(
            @Mixin Connection connection,
            @Parameters(paramLabel = "TASK") String id,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on until the task ends.")
                    boolean follow) {
        var lines = new EventLine(session.paint());
        var follower = new Follower(connection.open(session), id);
        Consumer<JsonNode> print = event -> session.out().println(lines.of(event));
        if (follow) {
            follower.follow(print);
        } else {
            follower.readAll(print);
        }
        return ExitCode.COMPLETED;
    }

    @Command(name = "cancel", description = "End a task, and its compute with it.")
    int cancel(@Mixin Connection connection, @Parameters(paramLabel = "TASK") String id) {
        return act(connection, id, "cancel", body());
    }

    @Command(name = "redrive", description = "Go on with a failed task from the step that failed.")
    int redrive(@Mixin Connection connection, @Parameters(paramLabel = "TASK") String id) {
        return act(connection, id, "redrive", body());
    }

    @Command(
            name = "fork",
            description = "A new task from the work that this one had before a step.")
    int fork(
            @Mixin Connection connection,
            @Parameters(paramLabel = "TASK") String id,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "AGENT",
                            description =
                                    "The first agent to work again: planner, architect, coder, tester, reviewer or deployer.")
                    String from,
            @Option(names = "--prompt", description = "Another prompt than the first task's.")
                    String prompt) {
        var body = body().put("from", from);
        if (prompt != null) {
            body.put("prompt", prompt);
        }
        return act(connection, id, "fork", body);
    }

    @Command(name = "approve", description = "Let a waiting task deploy.")
    int approve(@Mixin Connection connection, @Parameters(paramLabel = "TASK") String id) {
        return act(connection, id, "approve", body());
    }

    @Command(name = "reject", description = "End a waiting task.")
    int reject(
            @Mixin Connection connection,
            @Parameters(paramLabel = "TASK") String id,
            @Option(names = "--reason", required = true, description = "Why, for its record.")
                    String reason) {
        return act(connection, id, "reject", body().put("reason", reason));
    }

    private int act(Connection connection, String id, String action, ObjectNode body) {
        var task = connection.open(session).post(path(id) + "/" + action, body);
        session.out()
                .println(
                        "task %s is %s"
                                .formatted(task.path("id").asText(), task.path("status").asText()));
        return ExitCode.COMPLETED;
    }

    private static ObjectNode body() {
        return Json.MAPPER.createObjectNode();
    }

    private static String path(String id) {
        return "/api/tasks/" + encoded(id);
    }

    private static void with(StringBuilder query, String name, String value) {
        if (value != null) {
            query.append('&').append(name).append('=').append(encoded(value));
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String cut(String text) {
        return text.length() > 60 ? text.substring(0, 59) + "…" : text;
    }
}
