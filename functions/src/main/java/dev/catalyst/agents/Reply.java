package dev.catalyst.agents;

import dev.catalyst.events.EventDraft;
import dev.catalyst.tasks.Failure;
import dev.catalyst.tasks.TurnKey;
import dev.catalyst.workspace.Workspace;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What an agent does about its model's answer: its tools are used, its typed answer is judged. */
final class Reply<T extends Record> {

    private static final int MOST_CALLS = 16;
    private static final int MOST_UNUSABLE = 3;
    private static final int MOST_REPAIRS = 2;
    private static final int LONGEST_KEPT = 2_000;

    private final Role<T> role;
    private final Session session;
    private final Answer<T> answer;
    private final TurnKey key;
    private final Toolbox toolbox;
    private final List<ChatMessage> messages = new ArrayList<>();
    private final List<EventDraft> events = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    /**
     * What came of an answer.
     *
     * @param workspace the files after it; null if it changed none
     */
    record Made(
            Decision decision,
            @Nullable Workspace workspace,
            Carry carry,
            List<ChatMessage> messages,
            List<EventDraft> events,
            String summary) {

        Made {
            messages = List.copyOf(messages);
            events = List.copyOf(events);
        }
    }

    Reply(Role<T> role, Session session, Answer<T> answer, TurnKey key, Guards guards) {
        this.role = role;
        this.session = session;
        this.answer = answer;
        this.key = key;
        this.toolbox = new Toolbox(role.access(session), session, guards);
    }

    /** The answer was cut off at the bound of output. */
    static Made cutOff(AiMessage message, Carry carry) {
        return unusable(
                carry,
                Excerpt.of(said(message), LONGEST_KEPT),
                "Your answer was cut off because it is too long. Answer shorter: one file per"
                        + " call of write_file, large files in parts with edit_file.");
    }

    /** The provider's answer could not be read. */
    static Made unreadable(String reason, Carry carry) {
        return unusable(
                carry,
                "(unreadable)",
                "Your answer could not be read (" + reason + "). Answer again with tool calls.");
    }

    static Made gaveUp(Decision.GiveUp giveUp, Carry carry) {
        return new Made(giveUp, null, carry, List.of(), List.of(), giveUp.message());
    }

    private static Made unusable(Carry carry, String said, String nudge) {
        Guards guards = carry.guards().withUnusable(carry.guards().unusable() + 1);
        Decision decision =
                guards.unusable() < MOST_UNUSABLE
                        ? new Decision.GoOn("")
                        : new Decision.GiveUp(
                                Failure.Code.INVALID_MODEL_OUTPUT,
                                "The model gave no usable answer "
                                        + MOST_UNUSABLE
                                        + " times in a row. Choose a more capable model, or redrive the task.");
        return new Made(
                decision,
                null,
                carry.with(guards),
                List.of(AiMessage.from(said), UserMessage.from(nudge)),
                List.of(),
                "the answer was not usable");
    }

    private static String said(AiMessage message) {
        return message.text() == null || message.text().isBlank() ? "(nothing)" : message.text();
    }

    /** Does what the model asks for. */
    Made to(AiMessage message, Carry carry, String told) {
        if (!message.hasToolExecutionRequests()) {
            return toText(message, carry);
        }
        AiMessage named = Calls.named(message, key.turn());
        if (message.text() != null && !message.text().isBlank()) {
            events.add(Told.log(role.agent(), message.text()));
        }
        messages.add(Calls.storable(named));
        List<ToolExecutionRequest> calls = named.toolExecutionRequests();
        @Nullable ToolExecutionRequest last = null;
        for (ToolExecutionRequest call : calls.subList(0, Math.min(MOST_CALLS, calls.size()))) {
            if (ends(call)) {
                if (last != null) {
                    refuse(last, "not done: " + call.name() + " was called too");
                }
                last = call;
            } else {
                use(call);
            }
        }
        calls.stream()
                .skip(MOST_CALLS)
                .forEach(call -> refuse(call, "more than " + MOST_CALLS + " calls in one answer"));
        Carry now = carry.with(toolbox.guards().withUnusable(0));
        Made made = last == null ? made(new Decision.GoOn(""), now) : end(last, now);
        return judged(made, told + Calls.fingerprint(calls) + results());
    }

    /** The calls after which it is the agent's turn to decide. */
    private boolean ends(ToolExecutionRequest call) {
        return call.name().equals(Tool.FINISH)
                || toolbox.offered(call.name()).filter(Tool.RUN_TESTS::equals).isPresent();
    }

    private void use(ToolExecutionRequest call) {
        events.add(Told.call(role.agent(), call));
        Observation observation = toolbox.use(call.name(), call.arguments());
        events.add(Told.result(role.agent(), call.name(), observation));
        if (observation.written() != null) {
            events.add(Told.written(role.agent(), observation.written()));
        }
        messages.add(ToolExecutionResultMessage.from(call, observation.text()));
        done.add(call.name() + ": " + observation.summary());
    }

    private void refuse(ToolExecutionRequest call, String why) {
        messages.add(ToolExecutionResultMessage.from(call, "Error: " + why));
    }

    private Made end(ToolExecutionRequest call, Carry carry) {
        events.add(Told.call(role.agent(), call));
        if (!call.name().equals(Tool.FINISH)) {
            done.add(call.name());
            var run = new Decision.Sandbox(role.test(now()), Effect.NONE);
            return made(run, carry.waitingFor(pending(call)));
        }
        return switch (answer.read(call.arguments())) {
            case Answer.Reading.Valid<T>(T value) -> finished(value, call, carry);
            case Answer.Reading.Invalid<T>(List<String> problems) ->
                    rejected(problems, call, carry);
        };
    }

    private static Carry.Pending pending(ToolExecutionRequest call) {
        return new Carry.Pending(call.id(), call.name());
    }

    private Made finished(T value, @Nullable ToolExecutionRequest call, Carry carry) {
        done.add("finished");
        Carry accepted = carry.with(carry.guards().withRejected(0));
        Decision decision = role.finished(now(), value);
        if (call != null && decision instanceof Decision.GoOn(String told, Effect effect)) {
            messages.add(ToolExecutionResultMessage.from(call, told));
        }
        if (call == null && decision instanceof Decision.GoOn(String told, Effect effect)) {
            messages.add(UserMessage.from(told));
        }
        return made(
                decision,
                call != null && decision instanceof Decision.Sandbox
                        ? accepted.waitingFor(pending(call))
                        : accepted);
    }

    private Session now() {
        return session.with(toolbox.workspace());
    }

    private Made rejected(List<String> problems, ToolExecutionRequest call, Carry carry) {
        var observation = Observation.error("finish was refused: " + String.join("; ", problems));
        events.add(Told.result(role.agent(), Tool.FINISH, observation));
        messages.add(ToolExecutionResultMessage.from(call, observation.text()));
        done.add(observation.summary());
        int count = carry.guards().rejected() + 1;
        Decision decision =
                count <= MOST_REPAIRS
                        ? new Decision.GoOn("")
                        : new Decision.GiveUp(
                                Failure.Code.INVALID_MODEL_OUTPUT,
                                "The %s's answer is still wrong after %d repairs: %s. Choose a more capable model, or redrive the task."
                                        .formatted(
                                                role.agent(),
                                                MOST_REPAIRS,
                                                String.join("; ", problems)));
        return made(decision, carry.with(carry.guards().withRejected(count)));
    }

    /** A text that holds the typed answer is taken for it; any other gets the model no further. */
    private Made toText(AiMessage message, Carry carry) {
        var value = answer.in(said(message));
        if (value.isPresent()) {
            messages.add(AiMessage.from(said(message)));
            return finished(value.get(), null, carry.with(carry.guards().withUnusable(0)));
        }
        Made unusable =
                unusable(
                        carry,
                        Excerpt.of(said(message), Excerpt.OBSERVATION),
                        "That is no tool call. Use the tools; when your work is done, call finish"
                                + " with your answer.");
        return new Made(
                unusable.decision(),
                null,
                unusable.carry(),
                unusable.messages(),
                List.of(Told.log(role.agent(), said(message))),
                unusable.summary());
    }

    private Made made(Decision decision, Carry carry) {
        return new Made(
                decision,
                toolbox.workspace(),
                carry,
                messages,
                events,
                Excerpt.of(String.join("; ", done), 500));
    }

    /** The same actions with the same results again and again lead nowhere. */
    private Made judged(Made made, String happened) {
        Guards guards = made.carry().guards().acted(Calls.hash(happened));
        boolean stuck = made.decision() instanceof Decision.GoOn && guards.rut().stuck();
        return new Made(
                stuck
                        ? new Decision.GiveUp(
                                Failure.Code.STUCK,
                                "The %s repeats itself: the same actions with the same results (%s). Make the prompt clearer, choose a more capable model, or redrive the task."
                                        .formatted(role.agent(), made.summary()))
                        : made.decision(),
                made.workspace(),
                made.carry().with(guards),
                made.messages(),
                made.events(),
                made.summary());
    }

    private String results() {
        return messages.stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(message -> ((ToolExecutionResultMessage) message).text())
                .reduce("", String::concat);
    }
}
