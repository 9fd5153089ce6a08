package dev.catalyst.local.triggers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.EventRule;
import dev.catalyst.local.template.Target;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * EventBridge's event buses: what is put reaches the targets of the rules that match, at least
 * once, also if the process ends before.
 */
public final class EventBus {

    static final String DEFAULT = "default";

    private final List<Listener> listeners;
    private final Deliveries deliveries;
    private final EventOutbox outbox;
    private final Clock clock;

    private record Listener(EventRule rule, EventPattern pattern) {}

    EventBus(List<EventRule> rules, Deliveries deliveries, Path folder, Clock clock) {
        this.listeners =
                rules.stream()
                        .filter(EventRule::enabled)
                        .map(r -> new Listener(r, EventPattern.of(r.pattern())))
                        .toList();
        this.deliveries = deliveries;
        this.outbox = new EventOutbox(folder);
        this.clock = clock;
        // refuses an input path that would fail each delivery
        rules.forEach(r -> r.targets().forEach(t -> t.inputPath().ifPresent(Deliveries::pointer)));
    }

    /** Delivers what an earlier process had accepted. */
    void resume() {
        outbox.waiting().forEach(waiting -> dispatch(waiting.bus(), waiting.event()));
    }

    /**
     * Accepts an event of the default bus and returns its id: when this returns, the event is safe
     * on disk if any rule wants it.
     */
    public String put(String source, String detailType, List<String> resources, ObjectNode detail) {
        return put(DEFAULT, source, detailType, resources, detail, clock.instant());
    }

    private String put(
            String bus,
            String source,
            String detailType,
            List<String> resources,
            JsonNode detail,
            Instant time) {
        ObjectNode event = event(source, detailType, time, resources);
        event.set("detail", detail);
        if (listeners.stream().anyMatch(l -> wants(l, bus, event))) {
            outbox.store(new EventOutbox.Waiting(bus, event));
            dispatch(bus, event);
        }
        return event.get("id").textValue();
    }

    /** An event without its detail. */
    static ObjectNode event(
            String source, String detailType, Instant time, List<String> resources) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("version", "0");
        event.put("id", UUID.randomUUID().toString());
        event.put("detail-type", detailType);
        event.put("source", source);
        event.put("account", Arns.ACCOUNT);
        event.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("region", Arns.REGION);
        ArrayNode list = event.putArray("resources");
        resources.forEach(list::add);
        return event;
    }

    private static boolean wants(Listener listener, String bus, ObjectNode event) {
        return listener.rule().bus().equals(bus) && listener.pattern().matches(event);
    }

    private void dispatch(String bus, ObjectNode event) {
        var all = new ArrayList<CompletableFuture<Void>>();
        for (Listener listener : listeners) {
            if (wants(listener, bus, event)) {
                String rule = Arns.rule(listener.rule().name());
                for (Target target : listener.rule().targets()) {
                    all.add(deliveries.deliver(rule, target, event));
                }
            }
        }
        var _ =
                CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                        .thenRun(() -> outbox.delivered(event));
    }

    /** Answers the body of a {@code PutEvents} call: each entry stands for itself. */
    public ObjectNode putEvents(JsonNode request) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        int failed = 0;
        ArrayNode results = Json.MAPPER.createArrayNode();
        for (JsonNode entry : request.path("Entries")) {
            ObjectNode result = results.addObject();
            try {
                result.put("EventId", put(entry));
            } catch (IllegalArgumentException e) {
                failed++;
                result.put("ErrorCode", "InvalidArgument");
                result.put("ErrorMessage", e.getMessage());
            } catch (JsonProcessingException e) {
                failed++;
                result.put("ErrorCode", "MalformedDetail");
                result.put("ErrorMessage", "Detail is malformed.");
            }
        }
        answer.put("FailedEntryCount", failed);
        answer.set("Entries", results);
        return answer;
    }

    private String put(JsonNode entry) throws JsonProcessingException {
        JsonNode detail = Json.MAPPER.readTree(required(entry, "Detail"));
        if (!detail.isObject()) {
            throw new IllegalArgumentException("Detail is not a JSON object.");
        }
        var resources = new ArrayList<String>();
        entry.path("Resources").forEach(r -> resources.add(r.asText()));
        String bus = entry.path("EventBusName").asText(DEFAULT);
        Instant time = clock.instant();
        if (entry.path("Time").isNumber()) {
            BigDecimal seconds = entry.get("Time").decimalValue();
            time = Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
        }
        return put(
                // a bus may be given by its ARN
                bus.substring(bus.lastIndexOf('/') + 1),
                required(entry, "Source"),
                required(entry, "DetailType"),
                resources,
                detail,
                time);
    }

    private static String required(JsonNode entry, String field) {
        String value = entry.path(field).asText("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    "Parameter " + field + " is not valid. Reason: it is required.");
        }
        return value;
    }
}
