package dev.catalyst.agents;

import dev.catalyst.sandbox.Kind;
import dev.catalyst.tasks.Failure;
import dev.catalyst.tasks.Work;
import dev.catalyst.workspace.Workspace;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** How an agent's step goes on. */
public sealed interface Decision {

    Effect effect();

    /** The model is asked; it is told this as the result of what it waited for. */
    record GoOn(String told, Effect effect) implements Decision {
        public GoOn(String told) {
            this(told, Effect.NONE);
        }
    }

    /** The agent is done. */
    record Done(Effect effect) implements Decision {}

    /** The architect is done: the workspace with its commands, and the components to write. */
    record Designed(Workspace workspace, List<Work.Wave> waves, Effect effect) implements Decision {
        public Designed {
            waves = List.copyOf(waves);
        }
    }

    /** The sandbox runs the files; the agent hears of it in its next turn. */
    record Sandbox(Kind kind, @Nullable String path, Effect effect) implements Decision {
        public Sandbox(Kind kind, Effect effect) {
            this(kind, null, effect);
        }
    }

    /** The coder is asked to mend what the agent found. */
    record Repair(Effect effect) implements Decision {}

    /** Something outside takes its time; the agent looks again, without its model. */
    record Wait(Effect effect) implements Decision {}

    /** The task fails. */
    record GiveUp(Failure.Code code, String message, Effect effect) implements Decision {
        public GiveUp(Failure.Code code, String message) {
            this(code, message, Effect.NONE);
        }
    }
}
