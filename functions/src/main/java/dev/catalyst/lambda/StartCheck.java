package dev.catalyst.lambda;

import static dev.catalyst.lambda.Variable.Reader.FUNCTIONS;

import dev.catalyst.lambda.Variable.Problem;
import dev.catalyst.lambda.Variable.Rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a function looks at before it is ready: that it has the variables that it needs, and that
 * every variable it has can be used. So a mistake shows when the function is made, with all
 * problems at once, and never at the first request.
 */
public final class StartCheck {

    private static final String QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/tasks";

    /** What the template gives its functions beside the configuration. */
    private static final Map<String, Variable> OF_THE_TEMPLATE =
            Stream.of(
                            given("TABLE_NAME", name(), "catalyst-Table-1ABC"),
                            given("BUCKET_NAME", name(), "catalyst-artifacts-1abc"),
                            given("TASK_QUEUE_URL", Rules.url(), QUEUE),
                            given("LESSON_QUEUE_URL", Rules.url(), QUEUE),
                            given("DEAD_LETTERS_URL", Rules.url(), QUEUE),
                            given(
                                    "STATE_MACHINE_ARN",
                                    arn("a state machine", "states"),
                                    "arn:aws:states:us-east-1:123456789012:stateMachine:tasks"),
                            given(
                                    "SOCKETS_ENDPOINT",
                                    Rules.url(),
                                    "https://abc.execute-api.us-east-1.amazonaws.com/ws"),
                            given(
                                    "SOCKETS_URL",
                                    Rules.pattern(
                                            "must be an address that starts with ws:// or wss://",
                                            "wss?://.+"),
                                    "wss://abc.execute-api.us-east-1.amazonaws.com/ws"),
                            given("SANDBOX_JAVA", function(), "catalyst-SandboxJava-1ABC"),
                            given("SANDBOX_PYTHON", function(), "catalyst-SandboxPython-1ABC"),
                            given("SANDBOX_NODE", function(), "catalyst-SandboxNode-1ABC"),
                            given("SANDBOX_RUNTIME", Rules.oneOf("java", "python", "node"), "java"),
                            given(
                                    "DEPLOYMENT_STACK_ROLE_ARN",
                                    arn("a role", "iam"),
                                    "arn:aws:iam::123456789012:role/stacks"),
                            given(
                                    "DEPLOYED_FUNCTION_ROLE_ARN",
                                    arn("a role", "iam"),
                                    "arn:aws:iam::123456789012:role/deployed"))
                    .collect(Collectors.toUnmodifiableMap(Variable::name, Function.identity()));

    private final Env env;
    private final List<Problem> problems = new ArrayList<>();

    private StartCheck(Env env) {
        this.env = env;
    }

    /** The check of a function that needs these variables. */
    public static StartCheck needs(String... names) {
        var check = new StartCheck(Env.current());
        Stream.of(names).forEach(check::need);
        check.rules();
        return check;
    }

    /** The function calls models: their provider's key has to be there. */
    public StartCheck model() {
        problems.addAll(new Conditions(env.given()).modelProblems());
        return this;
    }

    /** The function finds out who asks: what AUTH_MODE needs has to be there. */
    public StartCheck access() {
        problems.addAll(new Conditions(env.given()).accessProblems());
        return this;
    }

    /** The function deploys: what DEPLOY_TARGET needs has to be there. */
    public StartCheck deployment() {
        problems.addAll(new Conditions(env.given()).deploymentProblems());
        if (env.optional("MOCK_DEPLOYMENT").filter("false"::equals).isPresent()
                && env.optional("DEPLOY_TARGET").filter("aws"::equals).isPresent()) {
            need("DEPLOYMENT_STACK_ROLE_ARN");
            need("DEPLOYED_FUNCTION_ROLE_ARN");
        }
        return this;
    }

    /** The function's variables; throws {@link InvalidConfiguration} with every problem. */
    public Env passed() {
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems.stream().distinct().toList());
        }
        return env;
    }

    private void need(String name) {
        if (env.optional(name).isEmpty()) {
            problems.add(
                    variable(name)
                            .orElseThrow()
                            .problem(
                                    "must be set: the template gives it to each function that needs it"));
        }
    }

    private void rules() {
        env.given()
                .forEach(
                        (name, value) ->
                                variable(name)
                                        .filter(variable -> !variable.rule().allows(value))
                                        .ifPresent(
                                                variable ->
                                                        problems.add(
                                                                variable.problem(
                                                                        variable.rule().words()))));
    }

    private static Optional<Variable> variable(String name) {
        return Optional.ofNullable(OF_THE_TEMPLATE.get(name))
                .or(() -> Optional.ofNullable(Variables.BY_NAME.get(name)));
    }

    private static Variable given(String name, Rule rule, String example) {
        return new Variable(name, Optional.empty(), rule, example, false, FUNCTIONS);
    }

    private static Rule name() {
        return Rules.pattern("must be a name of letters, digits, - _ and .", "[\\w.-]{3,255}");
    }

    private static Rule function() {
        return Rules.pattern("must be the name or the ARN of a function", "[\\w.:/-]{1,170}");
    }

    private static Rule arn(String what, String service) {
        return Rules.pattern(
                "must be the ARN of " + what, "arn:[\\w-]+:" + service + ":[\\w-]*:\\d*:.+");
    }
}
