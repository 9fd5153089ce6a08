package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Events in the service's words: its type names, and details under the name of the type. */
final class HistoryEvents {

    private static final String REGION = "us-east-1";

    /** Whether inputs and outputs are shown. */
    private final boolean withData;

    HistoryEvents(boolean withData) {
        this.withData = withData;
    }

    ObjectNode render(Event event) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("timestamp", event.at() / 1000.0);
        node.put("id", event.id());
        node.put("previousEventId", event.previous());
        describe(node, event.fact());
        return node;
    }

    private void describe(ObjectNode node, Fact fact) {
        switch (fact) {
            case Fact.ExecutionStarted started -> {
                ObjectNode details = details(node, "ExecutionStarted", "executionStarted");
                data(details, "input", started.input());
                details.put("roleArn", StepFunctions.ROLE);
            }
            case Fact.ExecutionSucceeded succeeded ->
                    data(
                            details(node, "ExecutionSucceeded", "executionSucceeded"),
                            "output",
                            succeeded.output());
            case Fact.ExecutionFailed failed ->
                    fault(
                            node,
                            "ExecutionFailed",
                            "executionFailed",
                            failed.error(),
                            failed.cause());
            case Fact.ExecutionTimedOut late ->
                    fault(
                            node,
                            "ExecutionTimedOut",
                            "executionTimedOut",
                            late.error(),
                            late.cause());
            case Fact.ExecutionAborted aborted ->
                    fault(
                            node,
                            "ExecutionAborted",
                            "executionAborted",
                            aborted.error(),
                            aborted.cause());
            case Fact.ExecutionRedriven redriven ->
                    details(node, "ExecutionRedriven", "executionRedriven")
                            .put("redriveCount", redriven.redriveCount());
            case Fact.StateEntered entered -> {
                ObjectNode details = details(node, entered.kind() + "StateEntered", "stateEntered");
                details.put("name", entered.name());
                data(details, "input", entered.input());
            }
            case Fact.StateExited exited -> exited(node, exited);
            case Fact.StateAborted aborted -> node.put("type", aborted.kind() + "StateAborted");
            case Fact.EvaluationFailed failed -> {
                ObjectNode details =
                        fault(
                                node,
                                "EvaluationFailed",
                                "evaluationFailed",
                                failed.error(),
                                failed.cause());
                if (failed.location() != null) {
                    details.put("location", failed.location());
                }
                details.put("state", failed.state());
            }
            case Fact.MapStarted started ->
                    details(node, "MapStateStarted", "mapStateStarted")
                            .put("length", started.length());
            case Fact.IterationStarted it -> iteration(node, "Started", it.index(), it.name());
            case Fact.IterationSucceeded it -> iteration(node, "Succeeded", it.index(), it.name());
            case Fact.IterationFailed it -> iteration(node, "Failed", it.index(), it.name());
            case Fact.IterationAborted it -> iteration(node, "Aborted", it.index(), it.name());
            case Fact.ParallelStarted started -> node.put("type", "ParallelStateStarted");
            case Fact.ChildrenSucceeded it -> node.put("type", it.kind() + "StateSucceeded");
            case Fact.ChildrenFailed it -> node.put("type", it.kind() + "StateFailed");
            case Fact.TaskScheduled task -> new TaskEvents(this).scheduled(node, task);
            case Fact.TaskStarted task -> new TaskEvents(this).started(node, task);
            case Fact.TaskSubmitted task -> new TaskEvents(this).submitted(node, task);
            case Fact.TaskSucceeded task -> new TaskEvents(this).succeeded(node, task);
            case Fact.TaskFailed task ->
                    new TaskEvents(this)
                            .ended(node, "Failed", task.resource(), task.error(), task.cause());
            case Fact.TaskTimedOut task ->
                    new TaskEvents(this)
                            .ended(node, "TimedOut", task.resource(), task.error(), task.cause());
            case Fact.Note note -> throw new IllegalArgumentException(note + " is no event");
        }
    }

    private void exited(ObjectNode node, Fact.StateExited exited) {
        ObjectNode details = details(node, exited.kind() + "StateExited", "stateExited");
        details.put("name", exited.name());
        data(details, "output", exited.output());
        if (!exited.assigned().isEmpty()) {
            if (withData) {
                ObjectNode variables = details.putObject("assignedVariables");
                exited.assigned().forEach(variables::put);
            }
            details.putObject("assignedVariablesDetails").put("truncated", false);
        }
    }

    private static void iteration(ObjectNode node, String what, int index, String name) {
        details(node, "MapIteration" + what, "mapIteration" + what)
                .put("name", name)
                .put("index", index);
    }

    static ObjectNode details(ObjectNode node, String type, String field) {
        node.put("type", type);
        return node.putObject(field + "EventDetails");
    }

    static ObjectNode fault(
            ObjectNode node, String type, String field, String error, String cause) {
        ObjectNode details = details(node, type, field);
        if (error != null) {
            details.put("error", Recovery.shown(error));
        }
        if (cause != null) {
            details.put("cause", cause);
        }
        return details;
    }

    void data(ObjectNode details, String field, String json) {
        if (withData) {
            details.put(field, json);
        }
        details.putObject(field + "Details").put("truncated", false);
    }

    /** The tasks' part, which has other names for plain functions than for integrations. */
    private record TaskEvents(HistoryEvents history) {

        void scheduled(ObjectNode node, Fact.TaskScheduled task) {
            ObjectNode details;
            if (plain(task.resource())) {
                details = details(node, "LambdaFunctionScheduled", "lambdaFunctionScheduled");
                details.put("resource", task.resource());
                history.data(details, "input", task.arguments());
            } else {
                details = details(node, "TaskScheduled", "taskScheduled");
                name(details, task.resource());
                details.put("region", REGION);
                details.put("parameters", history.withData ? task.arguments() : "{}");
            }
            if (task.timeoutSeconds() > 0) {
                details.put("timeoutInSeconds", task.timeoutSeconds());
            }
            if (task.heartbeatSeconds() > 0) {
                details.put("heartbeatInSeconds", task.heartbeatSeconds());
            }
        }

        void started(ObjectNode node, Fact.TaskStarted task) {
            if (plain(task.resource())) {
                node.put("type", "LambdaFunctionStarted");
            } else {
                name(details(node, "TaskStarted", "taskStarted"), task.resource());
            }
        }

        void submitted(ObjectNode node, Fact.TaskSubmitted task) {
            ObjectNode details = details(node, "TaskSubmitted", "taskSubmitted");
            name(details, task.resource());
            history.data(details, "output", task.output());
        }

        void succeeded(ObjectNode node, Fact.TaskSucceeded task) {
            ObjectNode details;
            if (plain(task.resource())) {
                details = details(node, "LambdaFunctionSucceeded", "lambdaFunctionSucceeded");
            } else {
                details = details(node, "TaskSucceeded", "taskSucceeded");
                name(details, task.resource());
            }
            history.data(details, "output", task.output());
        }

        void ended(ObjectNode node, String how, String resource, String error, String cause) {
            if (plain(resource)) {
                fault(node, "LambdaFunction" + how, "lambdaFunction" + how, error, cause);
            } else {
                name(fault(node, "Task" + how, "task" + how, error, cause), resource);
            }
        }

        private static boolean plain(String resource) {
            return !resource.contains(":states:::");
        }

        private static void name(ObjectNode details, String resource) {
            String[] parts = resource.split(":", -1);
            details.put("resourceType", parts[parts.length - 2]);
            details.put("resource", parts[parts.length - 1]);
        }
    }
}
