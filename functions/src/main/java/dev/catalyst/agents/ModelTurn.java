package dev.catalyst.agents;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Transient;
import dev.catalyst.llm.Limits;
import dev.catalyst.llm.ModelCall;
import dev.catalyst.llm.ModelName;
import dev.catalyst.llm.Outcome;
import dev.catalyst.llm.Price;
import dev.catalyst.llm.Tags;
import dev.catalyst.llm.Usage;
import dev.catalyst.store.Sha256;
import dev.catalyst.tasks.Closed;
import dev.catalyst.tasks.Failure;
import dev.catalyst.tasks.LedgerRow;
import dev.catalyst.tasks.Spend;
import dev.catalyst.tasks.Spend.Lost;
import dev.catalyst.tasks.Tokens;
import dev.catalyst.tasks.TurnKey;
import dev.catalyst.tasks.Turns.Reservation;
import dev.catalyst.workspace.Workspace;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One turn of a model: the guards, the budget's promise, one call, and what follows from its
 * answer. Nothing is stored here but the promise.
 */
final class ModelTurn<T extends Record> {

    private final Means means;
    private final Prompts prompts;
    private final Role<T> role;
    private final Session session;
    private final TurnKey key;
    private final Duration agentLeft;
    private final ModelName model;
    private final Answer<T> answer;
    private final List<ToolSpecification> tools;

    ModelTurn(
            Means means,
            Prompts prompts,
            Role<T> role,
            Session session,
            TurnKey key,
            Duration agentLeft) {
        this.means = means;
        this.prompts = prompts;
        this.role = role;
        this.session = session;
        this.key = key;
        this.agentLeft = agentLeft;
        this.model = means.models().nameFor(role.agent().toString());
        this.answer = role.answer(session);
        this.tools = tools(role.access(session));
    }

    private List<ToolSpecification> tools(Access access) {
        var all =
                new ArrayList<>(access.tools().stream().sorted().map(Tool::specification).toList());
        all.add(
                ToolSpecification.builder()
                        .name(Tool.FINISH)
                        .description("Ends your work with your answer. Call it once, at the end.")
                        .parameters(answer.schema().parameters())
                        .build());
        return List.copyOf(all);
    }

    /**
     * Takes the turn.
     *
     * @param before null if this turn begins the conversation
     * @param told the result of what the model waited for; may be empty
     */
    Taken take(Carry carry, @Nullable Transcript before, String told, Duration invocationLeft) {
        List<ChatMessage> fresh = before == null ? opening() : told(carry, told);
        Transcript transcript = before == null ? new Transcript(fresh, List.of(), "") : before;
        List<ChatMessage> messages =
                transcript.messages(before == null ? List.of() : fresh, budgetNote(carry));
        var asked = new Asked(carry, fresh, told, messages, Estimate.inputTokens(messages, tools));
        return guard(carry)
                .map(giveUp -> asked.gaveUp(giveUp, session.task().spend().lost(key.toString())))
                .orElseGet(() -> asked.taken(invocationLeft));
    }

    private Optional<Decision.GiveUp> guard(Carry carry) {
        int most = session.allowance(role.mostTurns());
        if (carry.turns() >= most) {
            return Optional.of(
                    new Decision.GiveUp(
                            Failure.Code.TURN_LIMIT,
                            "The %s is not done after %d turns. Redrive the task to allow as many again, or make the prompt smaller or clearer."
                                    .formatted(role.agent(), most)));
        }
        return agentLeft.isPositive() ? Optional.empty() : Optional.of(outOfTime());
    }

    private Decision.GiveUp outOfTime() {
        return new Decision.GiveUp(
                Failure.Code.AGENT_TIMEOUT,
                "The %s is not done after %d seconds of work. Redrive the task to allow as many again, or raise AGENT_TIMEOUT."
                        .formatted(
                                role.agent(),
                                means.agentTimeout()
                                        .multipliedBy(1L + session.task().redrives())
                                        .toSeconds()));
    }

    private Decision.GiveUp budgetExceeded(long inputTokens, Reservation reservation) {
        long leftNano = reservation instanceof Reservation.Exceeded(long left, _) ? left : 0;
        return new Decision.GiveUp(
                Failure.Code.BUDGET_EXCEEDED,
                "The next call of %s may cost %s USD, and %s USD of the task's %s are left. Start the task again with a larger budget_usd (or raise TASK_BUDGET_USD), or choose a cheaper model."
                        .formatted(
                                model,
                                Spend.usd(upperBound(inputTokens)).toPlainString(),
                                Spend.usd(Math.max(0, leftNano)).toPlainString(),
                                Spend.usd(session.task().spend().budgetNano()).toPlainString()));
    }

    private long upperBound(long inputTokens) {
        return means.prices()
                .of(model)
                .map(price -> price.upperBoundNanoUsd(inputTokens, means.models().maxOutput(model)))
                .orElse(0L);
    }

    private List<ChatMessage> opening() {
        return List.of(
                SystemMessage.from(prompts.of(role.agent())),
                UserMessage.from(role.brief(session).toString()));
    }

    private static List<ChatMessage> told(Carry carry, String told) {
        if (told.isEmpty()) {
            return List.of();
        }
        Carry.Pending pending = carry.pending();
        String text = Excerpt.of(told, Excerpt.OBSERVATION);
        return List.of(
                pending == null
                        ? UserMessage.from(text)
                        : ToolExecutionResultMessage.from(pending.id(), pending.tool(), text));
    }

    private String budgetNote(Carry carry) {
        long left = Math.max(0, session.task().spend().leftNano());
        return Tags.block(
                "budget",
                "%s USD, %d turns and %d seconds are left"
                        .formatted(
                                Spend.usd(left).toPlainString(),
                                session.allowance(role.mostTurns()) - carry.turns(),
                                agentLeft.toSeconds()));
    }

    private boolean isClosed() {
        try {
            return means.turns().open(session.key()).failure() != null;
        } catch (Closed closed) {
            return true;
        }
    }

    /** A turn with all that its model is asked. */
    private final class Asked {
        private final Carry carry;
        private final List<ChatMessage> fresh;
        private final String told;
        private final List<ChatMessage> sent;
        private final long inputTokens;
        private Reservation reservation = new Reservation.Granted(Lost.NONE);

        private Asked(
                Carry carry,
                List<ChatMessage> fresh,
                String told,
                List<ChatMessage> sent,
                long inputTokens) {
            this.carry = carry;
            this.fresh = fresh;
            this.told = told;
            this.sent = sent;
            this.inputTokens = inputTokens;
        }

        /** Promises what one call may cost; those that were promised before are lost. */
        private boolean reserve() {
            reservation = means.turns().reserve(session.key(), key, upperBound(inputTokens));
            return reservation instanceof Reservation.Granted;
        }

        private Taken taken(Duration invocationLeft) {
            if (reserve()) {
                return called(invocationLeft);
            }
            return gaveUp(budgetExceeded(inputTokens, reservation), reservation.lost());
        }

        private Taken called(Duration invocationLeft) {
            int lostBefore = reservation.lost().attempts();
            var result =
                    means.calls()
                            .call(
                                    model,
                                    means.models().model(model),
                                    ChatRequest.builder()
                                            .messages(sent)
                                            .toolSpecifications(tools)
                                            .build(),
                                    Limits.within(agentLeft, invocationLeft),
                                    ModelTurn.this::isClosed,
                                    this::reserve);
            // the last one may be lost, too, though no other was promised after it
            boolean lastLost = lostBefore + result.lost() > reservation.lost().attempts();
            Lost lost =
                    lastLost ? reservation.lost().and(upperBound(inputTokens)) : reservation.lost();
            return new Called(this, result, lostBefore + result.attempts(), lost).taken();
        }

        /** The turn ends without an answer, but perhaps not without a bill. */
        private Taken gaveUp(Decision.GiveUp giveUp, Lost lost) {
            return lost.attempts() == 0
                    ? Taken.withoutModel(giveUp, session.workspace(), carry)
                    : paid(
                            Reply.gaveUp(giveUp, carry),
                            row(Usage.NONE, session.workspace(), lost.attempts(), lost, 0));
        }

        private Taken paid(Reply.Made reply, LedgerRow row) {
            var messages = new ArrayList<>(fresh);
            messages.addAll(reply.messages());
            return new Taken(
                    reply.decision(),
                    reply.workspace() == null ? session.workspace() : reply.workspace(),
                    reply.carry(),
                    messages,
                    "turn %d: %s".formatted(key.turn(), reply.summary()),
                    Effect.of(Told.modelTurn(row)).tell(reply.events().toArray(new EventDraft[0])),
                    row);
        }

        private LedgerRow row(
                Usage usage, Workspace workspace, int attempts, Lost lost, long durationMs) {
            Optional<Price> price = means.prices().of(model);
            return new LedgerRow(
                    role.agent(),
                    key.component(),
                    key.turn(),
                    model.model(),
                    new Tokens(usage.input(), usage.output()),
                    price.map(known -> Spend.usd(known.nanoUsd(usage) + lost.nano())).orElse(null),
                    durationMs,
                    hash(ChatMessageSerializer.messagesToJson(sent)),
                    hash(Json.write(workspace.files())),
                    attempts,
                    lost.attempts(),
                    means.clock().instant(),
                    price.map(known -> Spend.usd(lost.nano())).orElse(null));
        }
    }

    /** A turn whose call was made. */
    private final class Called {
        private final Asked asked;
        private final ModelCall.Result result;
        private final int attempts;
        private final Lost lost;

        private Called(Asked asked, ModelCall.Result result, int attempts, Lost lost) {
            this.asked = asked;
            this.result = result;
            this.attempts = attempts;
            this.lost = lost;
        }

        private Taken taken() {
            String verdict = session.input().observation();
            Carry carry = asked.carry.called();
            Carry now = verdict == null ? carry : carry.seen(verdict);
            return switch (result.outcome()) {
                case Outcome.Answered(AiMessage message, Usage usage) -> {
                    var reply = new Reply<>(role, session, answer, key, now.guards());
                    yield paid(usage, reply.to(message, now.waitingFor(null), asked.told), message);
                }
                case Outcome.Truncated(AiMessage message, Usage usage) ->
                        paid(usage, Reply.cutOff(message, now), message);
                case Outcome.Garbled(String reason, Usage usage) ->
                        paid(usage, Reply.unreadable(reason, now), null);
                case Outcome.Refused(String reason, Usage usage) ->
                        paid(usage, Reply.gaveUp(refused(reason), now), null);
                case Outcome.Unavailable(String reason) ->
                        asked.reservation instanceof Reservation.Exceeded
                                ? withoutAnswer(
                                        now, budgetExceeded(asked.inputTokens, asked.reservation))
                                : withoutAnswer(now, unavailable(reason));
                case Outcome.Unsupported(String reason) ->
                        withoutAnswer(
                                now,
                                new Decision.GiveUp(
                                        Failure.Code.OFFLINE_PROMPT_UNSUPPORTED, reason));
                case Outcome.OutOfTime outOfTime ->
                        withoutAnswer(
                                now,
                                agentLeft.compareTo(result.took().plusSeconds(1)) <= 0
                                        ? outOfTime()
                                        : unavailable("it did not answer in time"));
                case Outcome.Cancelled cancelled -> {
                    var task = means.turns().open(session.key());
                    if (task.failure() != null) {
                        throw new AgentFailed(task.failure());
                    }
                    throw new Transient("the model call was interrupted", null);
                }
            };
        }

        private Decision.GiveUp refused(String reason) {
            return new Decision.GiveUp(
                    Failure.Code.MODEL_REFUSED,
                    "%s declined to go on for the %s: %s. Change the prompt, or choose another model with LLM_MODEL_%s."
                            .formatted(model, role.agent(), reason, role.agent().name()));
        }

        private Decision.GiveUp unavailable(String reason) {
            return new Decision.GiveUp(
                    Failure.Code.MODEL_UNAVAILABLE,
                    "%s cannot be used for the %s after %d attempts: %s. See to the provider, its key and address, then redrive the task."
                            .formatted(model, role.agent(), result.attempts(), reason));
        }

        /** No tokens are told of; only lost attempts can have cost something. */
        private Taken withoutAnswer(Carry now, Decision.GiveUp giveUp) {
            return lost.attempts() == 0
                    ? Taken.withoutModel(giveUp, session.workspace(), now)
                    : asked.paid(Reply.gaveUp(giveUp, now), row(Usage.NONE, session.workspace()));
        }

        private Taken paid(Usage billed, Reply.Made reply, @Nullable AiMessage message) {
            var workspace = reply.workspace() == null ? session.workspace() : reply.workspace();
            return asked.paid(reply, row(counted(billed, message), workspace));
        }

        private LedgerRow row(Usage usage, Workspace workspace) {
            return asked.row(usage, workspace, attempts, lost, result.took().toMillis());
        }

        /** A provider that counts nothing is charged by the estimate: the cap holds for it too. */
        private Usage counted(Usage billed, @Nullable AiMessage message) {
            if (model.simulated() || (billed.input() > 0 && billed.output() > 0)) {
                return billed;
            }
            long written = message == null ? 0 : Estimate.inputTokens(List.of(message), List.of());
            return new Usage(
                    billed.input() > 0 ? billed.input() : asked.inputTokens,
                    billed.output() > 0 ? billed.output() : written,
                    billed.cacheRead(),
                    billed.cacheWrite());
        }
    }

    private static String hash(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
