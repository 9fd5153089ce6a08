package dev.catalyst.projects;

import dev.catalyst.audit.Audit;
import dev.catalyst.lambda.Destinations;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Fields;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Idempotency;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Ids;
import dev.catalyst.store.Table;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** `/api/projects`. */
public final class ProjectsApi extends HttpHandler {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_DESCRIPTION = 5_000;
    private static final int LONGEST_URL = 2_000;
    private static final String EXAMPLE = ", such as https://github.com/owner/name";

    private final Projects projects;
    private final Idempotency idempotency;
    private final Audit audit;
    private final Destinations destinations;
    private final InstantSource clock;
    private final RandomGenerator random;

    public ProjectsApi() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private ProjectsApi(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                Audit.isEnabled(env),
                InstantSource.system(),
                Wiring.random(),
                Destinations.of(env::optional));
    }

    ProjectsApi(
            Table table,
            boolean audited,
            InstantSource clock,
            RandomGenerator random,
            Destinations destinations) {
        this.destinations = destinations;
        this.projects = new Projects(table);
        this.idempotency = new Idempotency(table);
        this.audit = new Audit(table, random, audited);
        this.clock = clock;
        this.random = random;
        route("GET", "/api/projects", this::list);
        route("POST", "/api/projects", this::create);
        route("GET", "/api/projects/{id}", this::show);
        route("PATCH", "/api/projects/{id}", this::change);
    }

    @Override
    protected void forbidden(Request request) {
        audit.refused(request, clock.instant());
    }

    private Reply list(Request request) {
        var page = request.cursor();
        return Reply.json(200, page.page(projects.newest(request.tenant(), page), Project::id));
    }

    private Reply create(Request request) {
        var fields = request.fields();
        var now = clock.instant();
        var project =
                new Project(
                        Ids.uuid7(now, random),
                        fields.text("name", LONGEST_NAME),
                        fields.optionalText("description", LONGEST_DESCRIPTION).orElse(""),
                        repoUrl(fields).orElse(null),
                        fields.optionalFlag("require_approval").orElse(false),
                        fields.optionalMoney("budget_usd").orElse(null),
                        Project.Status.ACTIVE,
                        now,
                        now);
        fields.check();
        return idempotency.once(
                request,
                now,
                completion -> {
                    var reply = Reply.created(201, "/api/projects/" + project.id(), project);
                    projects.create(
                            request.tenant(),
                            project,
                            audit.note(request, project.id(), now)
                                    .andThen(transaction -> completion.add(transaction, reply)));
                    return reply;
                });
    }

    private Reply show(Request request) {
        return Reply.resource(
                projects.find(request.tenant(), request.id("project"))
                        .orElseThrow(() -> Problem.notFound("This project")));
    }

    private Reply change(Request request) {
        var fields = request.fields();
        var name = fields.changedText("name", LONGEST_NAME);
        var description = fields.optionalText("description", LONGEST_DESCRIPTION);
        var repoUrl = repoUrl(fields);
        var approval = fields.optionalFlag("require_approval");
        var budget = fields.optionalMoney("budget_usd");
        var status =
                fields.optionalChoice(
                        "status", Project.Status::of, List.of(Project.Status.values()));
        fields.check();
        var id = request.id("project");
        var now = clock.instant();
        return projects.change(
                        request.tenant(),
                        id,
                        audit.note(request, id, now),
                        old -> {
                            request.requireMatch(old);
                            return new Project(
                                    old.id(),
                                    name.orElse(old.name()),
                                    description.orElse(old.description()),
                                    repoUrl.orElse(old.repoUrl()),
                                    approval.orElse(old.requireApproval()),
                                    budget.orElse(old.budgetUsd()),
                                    status.orElse(old.status()),
                                    old.createdAt(),
                                    now);
                        })
                .map(Reply::resource)
                .orElseThrow(() -> Problem.notFound("This project"));
    }

    private Optional<String> repoUrl(Fields fields) {
        return fields.optionalText("repo_url", LONGEST_URL)
                .map(
                        url ->
                                refusal(url)
                                        .map(why -> fields.refuse("repo_url", why, url))
                                        .orElse(url));
    }

    private Optional<String> refusal(String url) {
        try {
            var address = new URI(url);
            return address.getRawQuery() != null || address.getRawFragment() != null
                    ? Optional.of("must have no query and no fragment")
                    : destinations.refusal(address).map(why -> why + EXAMPLE);
        } catch (URISyntaxException e) {
            return Optional.of("must be an https address" + EXAMPLE);
        }
    }
}
