package dev.catalyst.agents;

import dev.catalyst.tasks.LedgerRow;
import dev.catalyst.workspace.Workspace;
import dev.langchain4j.data.message.ChatMessage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a step came to, before it is stored.
 *
 * @param messages what it adds to the conversation
 * @param summary a line that tells of it, for later turns
 * @param effect what it leaves behind beside the decision's own
 * @param row what it cost; null if no answer of a model was paid for
 */
record Taken(
        Decision decision,
        Workspace workspace,
        Carry carry,
        List<ChatMessage> messages,
        String summary,
        Effect effect,
        @Nullable LedgerRow row) {

    Taken {
        messages = List.copyOf(messages);
    }

    static Taken withoutModel(Decision decision, Workspace workspace, Carry carry) {
        return new Taken(decision, workspace, carry, List.of(), "", Effect.NONE, null);
    }
}
