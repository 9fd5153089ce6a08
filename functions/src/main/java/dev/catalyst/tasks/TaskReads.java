package dev.catalyst.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a task has made: its files, its ledger, its deployment. */
public final class TaskReads extends HttpHandler {

    private static final String LEDGER = "LEDGER#";
    private static final Pattern ROW =
            Pattern.compile(LEDGER + "[a-z]{1,20}#[A-Za-z0-9-]{1,60}#[0-9]{4,9}");

    private final Table table;
    private final Tasks tasks;
    private final TaskFiles files;

    public TaskReads() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME").passed());
    }

    private TaskReads(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                Wiring.s3(),
                Wiring.presigner(),
                env.require("BUCKET_NAME"));
    }

    TaskReads(Table table, S3Client s3, S3Presigner presigner, String bucket) {
        this.table = table;
        this.tasks = Stores.tasks(table, InstantSource.system());
        this.files = new TaskFiles(s3, presigner, bucket);
        route(
                "GET",
                "/api/tasks/{id}/files",
                request -> Reply.json(200, Map.of("items", files.list(manifests(request)))));
        route(
                "GET",
                "/api/tasks/{id}/files/{path+}",
                request -> files.read(manifests(request), request.parameter("path")));
        route("GET", "/api/tasks/{id}/archive", this::archive);
        route("GET", "/api/tasks/{id}/ledger", this::ledger);
        route("GET", "/api/deployments/{id}", this::deployment);
    }

    /** The files that are asked for: those of now, or those that an agent found. */
    private List<String> manifests(Request request) {
        var work = find(request).work();
        var foundBy = request.query("found_by");
        if (foundBy.isEmpty()) {
            return work.workspace();
        }
        var agent =
                foundBy.flatMap(Agent::of)
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "found_by",
                                                "must be one of " + List.of(Agent.values())));
        return Optional.ofNullable(work.startedFrom().get(agent))
                .orElseThrow(() -> Problem.notFound("What the " + agent + " found"));
    }

    /** A page that sends its token in a header cannot follow a redirect to another origin. */
    private Reply archive(Request request) {
        var link = files.archive(find(request));
        return request.header("accept").filter("application/json"::equals).isPresent()
                ? Reply.json(200, Map.of("url", link)).with("Cache-Control", "no-store")
                : Reply.redirect(link);
    }

    /** One row per model turn, in the order of the agents' names and turns. */
    private Reply ledger(Request request) {
        int limit = (int) request.query("limit", 20, 1, 100);
        var task = find(request);
        var after = request.query("cursor").map(TaskReads::decode).orElse("");
        var found = table.query(task.key().meta().pk(), LEDGER, after, limit + 1);
        var page = new HashMap<String, Object>();
        var items = found.subList(0, Math.min(limit, found.size()));
        page.put(
                "items",
                items.stream()
                        .map(item -> Json.MAPPER.convertValue(item, LedgerRow.class))
                        .toList());
        page.put(
                "next_cursor",
                found.size() <= limit ? null : encode(items.getLast().path("sk").asText()));
        return Reply.json(200, page);
    }

    private static String encode(String sortKey) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sortKey.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            var sortKey = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (ROW.matcher(sortKey).matches()) {
                return sortKey;
            }
        } catch (IllegalArgumentException notBase64) {
            // refused below, like any other text that this service did not hand out
        }
        throw Problem.invalid(
                "cursor",
                "is not one that this service handed out: take next_cursor of the page before");
    }

    private Reply deployment(Request request) {
        var task = find(request);
        var item =
                table.get(task.key().meta().at(Deployment.SORT_KEY))
                        .orElseThrow(() -> Problem.notFound("A deployment of this task"));
        var deployment = Json.MAPPER.convertValue(item, Deployment.class);
        var shown =
                deployment.url() == null
                        ? deployment.withUrl(files.link(deployment.bundle()))
                        : deployment;
        ObjectNode view = Json.MAPPER.valueToTree(shown);
        view.remove(List.of("bundle"));
        return Reply.json(200, view);
    }

    private Task find(Request request) {
        return tasks.find(new TaskKey(request.tenant(), request.id("task")))
                .orElseThrow(() -> Problem.notFound("This task"));
    }
}
