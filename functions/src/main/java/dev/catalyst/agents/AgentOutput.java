package dev.catalyst.agents;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import dev.catalyst.sandbox.Kind;
import dev.catalyst.tasks.Failure;
import dev.catalyst.tasks.Work;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * What an agent's step gives the state machine.
 *
 * @param turn the next turn's number
 * @param run what the sandbox is to run, where {@code next} is `sandbox`
 * @param waves the components in their order of work, where the architect is done
 * @param gaveUp why the agent gave up after a turn that was paid; the step then fails
 */
public record AgentOutput(
        Next next,
        int turn,
        List<String> workspace,
        @Nullable SandboxRun run,
        @Nullable List<Work.Wave> waves,
        @Nullable GaveUp gaveUp) {

    /** Where the state machine goes on. */
    public enum Next {
        TURN,
        SANDBOX,
        DONE,
        REPAIR,
        WAIT,
        FAILED;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Next of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /** A run that the sandbox is asked for; the id is the same for every try of the turn. */
    public record SandboxRun(
            String runId,
            Kind kind,
            List<String> workspace,
            boolean trusted,
            @Nullable String path) {

        public SandboxRun {
            workspace = List.copyOf(workspace);
        }
    }

    /** A failure, and the redrive in which it happened: a later one goes on behind it. */
    public record GaveUp(Failure failure, int redrives) {}

    public AgentOutput {
        workspace = List.copyOf(workspace);
    }
}
