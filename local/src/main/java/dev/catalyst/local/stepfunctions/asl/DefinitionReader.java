package dev.catalyst.local.stepfunctions.asl;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.stepfunctions.asl.InvalidDefinition.Problem;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a definition; what this host cannot run is refused by name and place, never skipped. */
public final class DefinitionReader {

    private static final String JSONATA = "JSONata";

    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> stateNames = new HashSet<>();

    private DefinitionReader() {}

    /** Throws {@link InvalidDefinition} with everything that is wrong. */
    public static Flow read(JsonNode definition, Builtins builtins) {
        DefinitionReader reader = new DefinitionReader();
        Fields top = new Fields(definition, "", builtins, reader.problems);
        Flow flow = reader.machine(top);
        if (!reader.problems.isEmpty()) {
            throw new InvalidDefinition(reader.problems);
        }
        return flow;
    }

    private Flow machine(Fields top) {
        top.text("Comment");
        top.text("Version");
        String language = top.text("QueryLanguage");
        if (language != null && !language.equals(JSONATA)) {
            refuseLanguage(top, language);
        }
        int timeoutSeconds = top.whole("TimeoutSeconds", 0, 1);
        return flow(top, JSONATA.equals(language), timeoutSeconds, Set.of());
    }

    /**
     * @param jsonata whether JSONata is what states use unless they say so themselves
     * @param outer variables that enclosing flows assign
     */
    private Flow flow(Fields fields, boolean jsonata, int timeoutSeconds, Set<String> outer) {
        String startAt = fields.requiredText("StartAt");
        Map<String, Fields> each = fields.named("States");
        fields.refuseTheRest();
        Set<String> assigned = new HashSet<>(outer);
        each.values().forEach(state -> assigned.addAll(Variables.assignedBy(state, outer)));
        Map<String, State> states = new LinkedHashMap<>();
        each.forEach(
                (name, state) -> {
                    checkName(name, state);
                    State read = state(name, state, jsonata, assigned);
                    if (read != null) {
                        states.put(name, read);
                    }
                });
        new Reachability(startAt, states, each, fields).check();
        return new Flow(startAt, states, timeoutSeconds);
    }

    private void checkName(String name, Fields state) {
        if (name.isEmpty() || name.length() > 80) {
            state.problem("SCHEMA_VALIDATION_FAILED", "a state's name has 1 to 80 characters");
        }
        if (!stateNames.add(name)) {
            state.problem("DUPLICATE_STATE_NAME", "another state has the same name");
        }
    }

    /** Null if the type is not known. */
    private State state(String name, Fields fields, boolean jsonata, Set<String> outer) {
        fields.text("Comment");
        String language = fields.text("QueryLanguage");
        if (language == null ? !jsonata : !language.equals(JSONATA)) {
            refuseLanguage(fields, language);
        }
        String type = fields.requiredText("Type");
        State state =
                switch (type) {
                    case "Task" -> task(name, fields);
                    case "Choice" -> choice(name, fields);
                    case "Map" -> map(name, fields, jsonata, outer);
                    case "Parallel" -> parallel(name, fields, jsonata, outer);
                    case "Wait" -> waiting(name, fields);
                    case "Pass" -> new State.Pass(name, exit(fields));
                    case "Succeed" -> new State.Succeed(name, end(fields));
                    case "Fail" ->
                            new State.Fail(
                                    name, fields.template("Error"), fields.template("Cause"));
                    default -> null;
                };
        if (state == null) {
            fields.problemAt("Type", "SCHEMA_VALIDATION_FAILED", "'" + type + "' is not a type");
        } else {
            fields.refuseTheRest();
        }
        return state;
    }

    private static void refuseLanguage(Fields fields, String language) {
        fields.problemAt(
                "QueryLanguage",
                "UNSUPPORTED_QUERY_LANGUAGE",
                (language == null ? "is absent, which means JSONPath" : "is " + language)
                        + ": only JSONata is served here");
    }

    private State task(String name, Fields fields) {
        String arn = fields.requiredText("Resource");
        Resource resource =
                Resource.of(arn)
                        .orElseGet(
                                () -> {
                                    fields.problemAt(
                                            "Resource", "UNSUPPORTED_RESOURCE", refusal(arn));
                                    return new Resource(arn, "", "");
                                });
        return new State.Task(
                name,
                resource,
                fields.template("Arguments"),
                fields.template("TimeoutSeconds"),
                fields.template("HeartbeatSeconds"),
                exit(fields),
                recovery(fields));
    }

    private static String refusal(String arn) {
        if (arn.contains(":activity:")) {
            return "activities are not served here";
        }
        return "'"
                + arn
                + "' is not served here: use arn:aws:states:::lambda:invoke or sqs:sendMessage,"
                + " with or without .waitForTaskToken, or a function's ARN";
    }

    private State choice(String name, Fields fields) {
        List<State.Rule> rules = new ArrayList<>();
        for (Fields rule : fields.objects("Choices")) {
            rule.text("Comment");
            Template condition = rule.template("Condition");
            if (condition == null) {
                rule.problemAt("Condition", "SCHEMA_VALIDATION_FAILED", "is required");
            }
            rules.add(new State.Rule(condition, leave(rule, rule.requiredText("Next"))));
            rule.refuseTheRest();
        }
        if (rules.isEmpty()) {
            fields.problemAt("Choices", "SCHEMA_VALIDATION_FAILED", "must not be empty");
        }
        String otherwise = fields.text("Default");
        State.Exit exit = leave(fields, otherwise);
        return new State.Choice(name, rules, otherwise == null ? null : exit);
    }

    private State map(String name, Fields fields, boolean jsonata, Set<String> outer) {
        Fields processor = fields.object("ItemProcessor");
        if (processor.has("ProcessorConfig")) {
            Fields config = processor.object("ProcessorConfig");
            String mode = config.text("Mode");
            if (mode != null && !mode.equals("INLINE")) {
                config.problemAt(
                        "Mode", "UNSUPPORTED_MODE", "distributed maps are not served here");
            }
            config.text("ExecutionType");
            config.refuseTheRest();
        }
        return new State.ForEach(
                name,
                fields.template("Items"),
                fields.template("ItemSelector"),
                fields.template("MaxConcurrency"),
                fields.template("ToleratedFailureCount"),
                fields.template("ToleratedFailurePercentage"),
                flow(processor, jsonata, 0, outer),
                exit(fields),
                recovery(fields));
    }

    private State parallel(String name, Fields fields, boolean jsonata, Set<String> outer) {
        List<Flow> branches = new ArrayList<>();
        for (Fields branch : fields.objects("Branches")) {
            branch.text("Comment");
            branches.add(flow(branch, jsonata, 0, outer));
        }
        if (branches.isEmpty()) {
            fields.problemAt("Branches", "SCHEMA_VALIDATION_FAILED", "must not be empty");
        }
        return new State.Parallel(
                name, fields.template("Arguments"), branches, exit(fields), recovery(fields));
    }

    private State waiting(String name, Fields fields) {
        Template seconds = fields.template("Seconds");
        Template timestamp = fields.template("Timestamp");
        if (seconds == null == (timestamp == null)) {
            fields.problem("SCHEMA_VALIDATION_FAILED", "needs one of Seconds and Timestamp");
        }
        return new State.Wait(name, seconds, timestamp, exit(fields));
    }

    private State.Recovery recovery(Fields fields) {
        List<State.Retrier> retriers = new ArrayList<>();
        List<Fields> retry = fields.objects("Retry");
        for (Fields retrier : retry) {
            retrier.text("Comment");
            ErrorNames errors = errors(retrier, retrier == retry.getLast());
            retriers.add(retrier(retrier, errors));
            retrier.refuseTheRest();
        }
        List<State.Catcher> catchers = new ArrayList<>();
        List<Fields> each = fields.objects("Catch");
        for (Fields catcher : each) {
            catcher.text("Comment");
            ErrorNames errors = errors(catcher, catcher == each.getLast());
            catchers.add(new State.Catcher(errors, leave(catcher, catcher.requiredText("Next"))));
            catcher.refuseTheRest();
        }
        return new State.Recovery(retriers, catchers);
    }

    private static ErrorNames errors(Fields fields, boolean last) {
        List<String> names = fields.texts("ErrorEquals");
        if (names.contains(ErrorNames.ALL) && (names.size() > 1 || !last)) {
            fields.problemAt(
                    "ErrorEquals",
                    "SCHEMA_VALIDATION_FAILED",
                    "States.ALL stands alone, and in the last place");
        }
        return new ErrorNames(Set.copyOf(names));
    }

    private static State.Retrier retrier(Fields fields, ErrorNames errors) {
        String jitter = fields.text("JitterStrategy");
        if (jitter != null && !Set.of("FULL", "NONE").contains(jitter)) {
            fields.problemAt("JitterStrategy", "SCHEMA_VALIDATION_FAILED", "is FULL or NONE");
        }
        return new State.Retrier(
                errors,
                fields.whole("IntervalSeconds", 1, 1),
                fields.number("BackoffRate", 2.0, 1.0),
                fields.whole("MaxAttempts", 3, 0),
                fields.whole("MaxDelaySeconds", 0, 1),
                "FULL".equals(jitter));
    }

    private static State.Exit exit(Fields fields) {
        String next = fields.text("Next");
        boolean end = fields.flag("End");
        if (next == null != end) {
            fields.problem("MISSING_TRANSITION", "needs one of Next and \"End\": true");
        }
        return leave(fields, next);
    }

    private static State.Exit end(Fields fields) {
        return new State.Exit(Map.of(), fields.template("Output"), null);
    }

    private static State.Exit leave(Fields fields, String next) {
        return new State.Exit(fields.templates("Assign"), fields.template("Output"), next);
    }
}
