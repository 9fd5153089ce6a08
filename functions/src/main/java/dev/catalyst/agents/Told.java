package dev.catalyst.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Json;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.LedgerRow;
import dev.langchain4j.agent.tool.ToolExecutionRequest;

import java.io.UncheckedIOException;
import java.util.Map;

/** The events with which people follow an agent's turn. */
public final class Told {

    private static final int LONGEST_SAID = 4_000;
    private static final int LONGEST_ARGUMENT = 500;

    private Told() {}

    /** What an agent does and why, in words. */
    public static EventDraft log(Agent agent, String message) {
        return EventDraft.info("log", agent.toString(), Excerpt.of(message, LONGEST_SAID));
    }

    public static EventDraft completed(Agent agent, String message) {
        return EventDraft.info(
                "agent.completed", agent.toString(), message, Map.of("agent", agent));
    }

    static EventDraft modelTurn(LedgerRow row) {
        ObjectNode data = Json.MAPPER.createObjectNode().put("agent", row.agent().toString());
        if (row.component() != null) {
            data.put("component", row.component());
        }
        data.put("turn", row.turn()).put("model", row.model());
        data.set("tokens", Json.MAPPER.valueToTree(row.tokens()));
        data.put("cost", row.cost());
        return EventDraft.info(
                "model.turn",
                row.agent().toString(),
                "Turn %d: %s read %d and wrote %d tokens for %s%s"
                        .formatted(
                                row.turn(),
                                row.model(),
                                row.tokens().input(),
                                row.tokens().output(),
                                row.cost() == null
                                        ? "an unknown price"
                                        : row.cost().toPlainString() + " USD",
                                lost(row)),
                data);
    }

    /** Calls that may be billed though their answers were lost. */
    private static String lost(LedgerRow row) {
        if (row.lostAttempts() == 0) {
            return "";
        }
        return row.lostCost() == null
                ? ", with calls whose answers were lost: " + row.lostAttempts()
                : ", of these %s USD at most for calls whose answers were lost: %d"
                        .formatted(row.lostCost().toPlainString(), row.lostAttempts());
    }

    static EventDraft call(Agent agent, ToolExecutionRequest call) {
        return EventDraft.info(
                "tool.call",
                agent.toString(),
                call.name() + subject(call),
                Map.of("tool", call.name(), "arguments", cut(call.arguments())));
    }

    static EventDraft result(Agent agent, String tool, Observation observation) {
        var data =
                Map.of(
                        "tool", tool,
                        "ok", observation.ok(),
                        "summary", observation.summary());
        return observation.ok()
                ? EventDraft.info("tool.result", agent.toString(), observation.summary(), data)
                : EventDraft.warning("tool.result", agent.toString(), observation.summary(), data);
    }

    static EventDraft written(Agent agent, Observation.Written written) {
        return EventDraft.info(
                "file.written",
                agent.toString(),
                "Wrote " + written.path(),
                Map.of(
                        "path", written.path(),
                        "size", written.file().size(),
                        "sha256", written.file().sha256()));
    }

    /** The file that a call is about, for its line in the log. */
    private static String subject(ToolExecutionRequest call) {
        JsonNode path = tree(call.arguments()).path("path");
        return path.isTextual() ? " " + path.asText() : "";
    }

    /** Arguments with their long texts cut. */
    private static JsonNode cut(String arguments) {
        JsonNode json = tree(arguments);
        if (json instanceof ObjectNode object) {
            var shorter = Json.MAPPER.createObjectNode();
            object.properties()
                    .forEach(
                            field ->
                                    shorter.put(
                                            field.getKey(),
                                            Excerpt.of(text(field.getValue()), LONGEST_ARGUMENT)));
            return shorter;
        }
        return Json.MAPPER.valueToTree(Excerpt.of(arguments, LONGEST_ARGUMENT));
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    private static JsonNode tree(String arguments) {
        try {
            return Json.tree(arguments);
        } catch (UncheckedIOException unreadable) {
            return Json.MAPPER.missingNode();
        }
    }
}
