package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Bindings;
import dev.catalyst.local.stepfunctions.asl.Datum;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the expressions of a flow's current state can see. */
final class Scope {

    private final Execution execution;
    private final FlowRun run;
    private final Map<String, Object> states = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();

    Scope(Execution execution, FlowRun run) {
        this.execution = execution;
        this.run = run;
        addVariables(run);
        states.put("input", run.input.tree());
        states.put("context", context());
        values.put("states", states);
    }

    Scope withResult(Datum result) {
        states.put("result", result.tree());
        return this;
    }

    Scope withError(FlowRun.Failure failure) {
        states.put("errorOutput", Recovery.errorOutput(failure));
        return this;
    }

    Scope withToken(String token) {
        context().put("Task", Map.of("Token", token));
        return this;
    }

    /** The item that an iteration is being made for. */
    Scope withItem(int index, Object item) {
        Map<String, Object> entry = new HashMap<>();
        entry.put("Index", index);
        entry.put("Value", item);
        context().put("Map", Map.of("Item", entry));
        return this;
    }

    Bindings bindings() {
        return new Bindings(values);
    }

    /** Outer flows first: an inner variable covers an outer one. */
    private void addVariables(FlowRun each) {
        if (each.parent != null) {
            addVariables(each.parent);
        }
        each.variables.forEach((name, value) -> values.put(name, value.tree()));
    }

    @SuppressWarnings("unchecked") // put there by this class
    private Map<String, Object> context() {
        return (Map<String, Object>) states.computeIfAbsent("context", absent -> describe());
    }

    private Map<String, Object> describe() {
        Map<String, Object> context = new LinkedHashMap<>();
        Map<String, Object> ofExecution = new LinkedHashMap<>();
        Listing listing = execution.listing;
        ofExecution.put("Id", listing.arn());
        ofExecution.put("Input", execution.input.tree());
        ofExecution.put("Name", listing.name());
        ofExecution.put("RoleArn", StepFunctions.ROLE);
        ofExecution.put("StartTime", time(execution.startedAt));
        ofExecution.put("RedriveCount", execution.redriveCount);
        if (execution.redriveCount > 0) {
            ofExecution.put("RedriveTime", time(execution.clockedAt));
        }
        context.put("Execution", ofExecution);
        if (run.state != null) {
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("EnteredTime", time(run.enteredAt));
            state.put("Name", run.state.name());
            state.put("RetryCount", run.retryCount);
            context.put("State", state);
        }
        Machine machine = execution.machine;
        context.put("StateMachine", Map.of("Id", machine.arn(), "Name", machine.name()));
        addItem(context);
        return context;
    }

    /** The item of the innermost iteration around the state. */
    private void addItem(Map<String, Object> context) {
        for (FlowRun each = run; each != null; each = each.parent) {
            if (each.item != null) {
                Map<String, Object> entry = new HashMap<>();
                entry.put("Index", each.index);
                entry.put("Value", each.item.tree());
                context.put("Map", Map.of("Item", entry));
                return;
            }
        }
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
