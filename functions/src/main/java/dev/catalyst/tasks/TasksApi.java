package dev.catalyst.tasks;

import dev.catalyst.audit.Audit;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Fields;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Idempotency;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.Scope;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.llm.ModelChoice;
import dev.catalyst.projects.Project;
import dev.catalyst.projects.Projects;
import dev.catalyst.store.Ids;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Task.Origin;
import dev.catalyst.tasks.Tasks.Change;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * `/api/tasks`: what a person asks of tasks. Their files, ledgers and deployments are {@link
 * TaskReads}.
 */
public final class TasksApi extends HttpHandler {

    private static final int LONGEST_PROMPT = 20_000;
    private static final int LONGEST_REASON = 2_000;

    /** What the environment says of new tasks. */
    record Defaults(BigDecimal budgetUsd, BigDecimal dailyUsd, String mode) {

        static Defaults of(Env env) {
            var models = new ModelChoice(env::optional);
            boolean simulated =
                    Stream.of(Agent.values())
                            .allMatch(agent -> models.nameFor(agent.toString()).simulated());
            return new Defaults(
                    new BigDecimal(env.optional("TASK_BUDGET_USD").orElse("2.00")),
                    new BigDecimal(env.optional("TENANT_BUDGET_USD_PER_DAY").orElse("50.00")),
                    simulated ? "simulated" : "live");
        }
    }

    private final Projects projects;
    private final Tasks tasks;
    private final Idempotency idempotency;
    private final Audit audit;
    private final Defaults defaults;
    private final DailyBudget dailyBudget;
    private final InstantSource clock;
    private final RandomGenerator random;

    public TasksApi() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private TasksApi(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                Defaults.of(env),
                Audit.isEnabled(env),
                InstantSource.system(),
                Wiring.random());
    }

    TasksApi(
            Table table,
            Defaults defaults,
            boolean audited,
            InstantSource clock,
            RandomGenerator random) {
        this.projects = new Projects(table);
        this.tasks = Stores.tasks(table, clock);
        this.idempotency = new Idempotency(table);
        this.audit = new Audit(table, random, audited);
        this.defaults = defaults;
        this.dailyBudget = new DailyBudget(table, defaults.dailyUsd());
        this.clock = clock;
        this.random = random;
        route("GET", "/api/tasks", this::list);
        route("POST", "/api/tasks", this::create);
        route("GET", "/api/tasks/{id}", request -> Reply.resource(TaskView.of(find(request))));
        route(
                "POST",
                "/api/tasks/{id}/cancel",
                request -> act(request, this::none, Actions::cancel));
        route(
                "POST",
                "/api/tasks/{id}/redrive",
                request ->
                        act(
                                request,
                                TasksApi::budget,
                                (task, budget, now) -> {
                                    var change = Actions.redrive(task, budget, now);
                                    dailyBudget.require(request.tenant(), now);
                                    return change;
                                }));
        route(
                "POST",
                "/api/tasks/{id}/approve",
                Scope.APPROVE,
                request -> act(request, this::none, Actions::approve));
        route(
                "POST",
                "/api/tasks/{id}/reject",
                Scope.APPROVE,
                request -> act(request, TasksApi::reason, Actions::reject));
        route("POST", "/api/tasks/{id}/fork", this::fork);
    }

    @Override
    protected void forbidden(Request request) {
        audit.refused(request, clock.instant());
    }

    private Reply list(Request request) {
        var page = request.cursor();
        var status =
                request.query("status")
                        .map(
                                text ->
                                        Status.of(text)
                                                .orElseThrow(
                                                        () ->
                                                                Problem.invalid(
                                                                        "status",
                                                                        "must be one of "
                                                                                + List.of(
                                                                                        Status
                                                                                                .values()))));
        var project = request.query("project_id");
        if (project.isPresent() && !Request.isId(project.get())) {
            throw Problem.invalid("project_id", "must be the id of a project");
        }
        var found = tasks.newest(request.tenant(), project, status, page);
        return Reply.json(200, page.page(found.stream().map(TaskView::of).toList(), TaskView::id));
    }

    private Reply create(Request request) {
        var fields = request.fields();
        var projectId = fields.text("project_id", 100);
        var prompt = fields.text("prompt", LONGEST_PROMPT);
        var budget = fields.optionalMoney("budget_usd");
        var approval = fields.optionalFlag("require_approval");
        fields.check();
        var project =
                projects.find(request.tenant(), projectId)
                        .orElseThrow(() -> Problem.invalid("project_id", "names no project"));
        requireActive(project);
        var now = clock.instant();
        var origin =
                new Origin(
                        request.tenant(),
                        Ids.uuid7(now, random),
                        project.id(),
                        prompt,
                        defaults.mode(),
                        approval.orElse(project.requireApproval()),
                        request.requestId(),
                        Agent.PLANNER,
                        null,
                        now);
        var usd =
                budget.or(() -> Optional.ofNullable(project.budgetUsd()))
                        .orElse(defaults.budgetUsd());
        return accept(request, Task.created(origin, Spend.of(Spend.nano(usd)), Work.NONE));
    }

    private Reply fork(Request request) {
        var fields = request.fields();
        var from = fields.optionalChoice("from", Agent::of, List.of(Agent.values()));
        var prompt = fields.optionalText("prompt", LONGEST_PROMPT).filter(text -> !text.isBlank());
        fields.check();
        var agent = from.orElseThrow(() -> Problem.invalid("from", "is required"));
        var source = find(request);
        var old = source.origin();
        requireActive(projects.find(request.tenant(), old.projectId()).orElseThrow());
        if (agent != Agent.PLANNER && !source.work().startedFrom().containsKey(agent)) {
            throw Problem.conflict(
                    "This task never came to its " + agent + ": fork from an earlier agent.");
        }
        if (old.mode().equals("live") && !defaults.mode().equals("live")) {
            // what a model wrote must never pass for the offline generator's own, which is trusted
            throw Problem.conflict(
                    "A model wrote this task's code: set up a model (DEFAULT_LLM_PROVIDER) to fork it.");
        }
        var now = clock.instant();
        var origin =
                new Origin(
                        old.tenant(),
                        Ids.uuid7(now, random),
                        old.projectId(),
                        prompt.orElse(old.prompt()),
                        defaults.mode(),
                        old.requireApproval(),
                        request.requestId(),
                        agent,
                        old.id(),
                        now);
        return accept(
                request,
                Task.created(
                        origin,
                        Spend.of(source.spend().budgetNano()),
                        source.work().before(agent)));
    }

    private Reply accept(Request request, Task task) {
        return idempotency.once(
                request,
                task.origin().createdAt(),
                completion -> {
                    dailyBudget.require(task.origin().tenant(), task.origin().createdAt());
                    var reply = Reply.created(202, "/api/tasks/" + task.id(), TaskView.of(task));
                    var noted = audit.note(request, task.id(), task.origin().createdAt());
                    tasks.create(
                            task,
                            Actions.created(task),
                            transaction -> {
                                Queue.add(
                                        transaction,
                                        task.key(),
                                        Queue.Action.START,
                                        task.origin().createdAt());
                                completion.add(transaction, reply);
                                noted.accept(transaction);
                            });
                    return reply;
                });
    }

    /**
     * Reads the action's fields, then decides from the task as it is, and answers with the task as
     * it becomes.
     */
    private <T> Reply act(Request request, BiFunction<Fields, Request, T> read, Action<T> action) {
        var input = read.apply(request.optionalFields(), request);
        var now = clock.instant();
        return idempotency.once(
                request,
                now,
                completion -> {
                    var key = find(request).key();
                    var changed =
                            tasks.change(
                                    key,
                                    task -> {
                                        var change = action.decide(task, input, now);
                                        var reply = accepted(change.task());
                                        return Optional.of(
                                                change.also(
                                                                transaction ->
                                                                        completion.add(
                                                                                transaction, reply))
                                                        .also(audit.note(request, key.id(), now)));
                                    });
                    return accepted(changed);
                });
    }

    /** What an action changes; refuses with a 409 what the task's state forbids. */
    interface Action<T> {
        Change decide(Task task, T input, Instant now);
    }

    private static Reply accepted(Task task) {
        return Reply.created(202, "/api/tasks/" + task.id(), TaskView.of(task));
    }

    private String none(Fields fields, Request request) {
        fields.check();
        return "";
    }

    private static Optional<BigDecimal> budget(Fields fields, Request request) {
        var budget = fields.optionalMoney("budget_usd");
        fields.check();
        return budget;
    }

    private static String reason(Fields fields, Request request) {
        var reason = fields.text("reason", LONGEST_REASON);
        fields.check();
        return reason;
    }

    private Task find(Request request) {
        return tasks.find(new TaskKey(request.tenant(), request.id("task")))
                .orElseThrow(() -> Problem.notFound("This task"));
    }

    private static void requireActive(Project project) {
        if (project.status() == Project.Status.ARCHIVED) {
            throw Problem.conflict(
                    "The project "
                            + project.id()
                            + " is archived: make it active again, or take another.");
        }
    }
}
