package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** An event as a line for people: when, who, what. */
final class EventLine {

    private static final int LONGEST = 300;

    private final Paint paint;

    /** What the clock at the line's start counts from: the first event's time. */
    private Instant start;

    EventLine(Paint paint) {
        this.paint = paint;
    }

    String of(JsonNode event) {
        var at = time(event);
        if (start == null) {
            start = at;
        }
        var agent = event.path("agent_name").asText("").toLowerCase(Locale.ROOT);
        return "%s  %s  %s"
                .formatted(
                        paint.dim("%6s".formatted(clock(Duration.between(start, at)))),
                        paint.agent(agent, "%-9s".formatted(agent.isEmpty() ? "task" : agent)),
                        words(event));
    }

    /** Minutes and seconds. */
    static String clock(Duration duration) {
        return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }

    /** {@code $0.0123}, or what an unknown price is called. */
    static String dollars(JsonNode cost) {
        return cost.isNumber() ? dollars(cost.decimalValue()) : "cost unknown";
    }

    private static String dollars(BigDecimal cost) {
        return "$%.4f".formatted(cost);
    }

    private String words(JsonNode event) {
        var data = event.path("data");
        var message = cut(Paint.harmless(event.path("message").asText("")));
        return switch (event.path("type").asText()) {
            case "agent.started" -> paint.bold(message);
            case "agent.completed", "task.completed" -> paint.good("✔ ") + message;
            case "agent.failed", "task.failed" -> paint.bad("✘ " + message);
            case "task.cancelled", "task.awaiting_approval" -> paint.careful(message);
            case "tests.finished" -> tests(data) + message;
            case "model.turn", "tool.call", "tool.result", "file.written", "agent.skipped" ->
                    paint.dim("  " + message);
            default -> level(event).map(word -> word + message).orElse(message);
        };
    }

    /** A line is to be read at a glance; the API has all of it. */
    private static String cut(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
    }

    private String tests(JsonNode data) {
        return data.path("failed").asInt() == 0 ? paint.good("✔ ") : paint.bad("✘ ");
    }

    private Optional<String> level(JsonNode event) {
        return switch (event.path("level").asText().toUpperCase(Locale.ROOT)) {
            case "ERROR" -> Optional.of(paint.bad("error: "));
            case "WARNING", "WARN" -> Optional.of(paint.careful("warning: "));
            default -> Optional.empty();
        };
    }

    private static Instant time(JsonNode event) {
        try {
            return Instant.parse(event.path("timestamp").asText());
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
