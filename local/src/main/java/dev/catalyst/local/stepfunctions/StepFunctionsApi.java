package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.local.stepfunctions.asl.InvalidDefinition;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The service's wire protocol, AWS JSON 1.0, without the HTTP around it. */
public final class StepFunctionsApi {

    private static final Logger LOG = LoggerFactory.getLogger(StepFunctionsApi.class);
    private static final String PREFIX = "AWSStepFunctions.";
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** An HTTP status and the JSON body, to be sent as {@code application/x-amz-json-1.0}. */
    public record Response(int status, String body) {}

    private final StepFunctions service;

    public StepFunctionsApi(StepFunctions service) {
        this.service = service;
    }

    /**
     * Answers a request.
     *
     * @param target the header X-Amz-Target, such as {@code AWSStepFunctions.StartExecution}
     */
    public Response answer(String target, String body) {
        try {
            JsonNode request = MAPPER.readTree(body.isBlank() ? "{}" : body);
            return new Response(200, dispatch(target, new Request(request)).toString());
        } catch (JsonProcessingException e) {
            return fault(400, "SerializationException", "The body is not JSON");
        } catch (InvalidDefinition e) {
            return fault(400, "InvalidDefinition", e.getMessage());
        } catch (ServiceFault e) {
            return fault(400, e.type(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} failed", target, e);
            return fault(500, "InternalFailure", e.toString());
        }
    }

    private static Response fault(int status, String type, String message) {
        ObjectNode node = object().put("__type", type).put("message", message);
        return new Response(status, node.toString());
    }

    private JsonNode dispatch(String target, Request request) {
        String action = target.startsWith(PREFIX) ? target.substring(PREFIX.length()) : target;
        return switch (action) {
            case "StartExecution" -> startExecution(request);
            case "DescribeExecution" -> describe(request);
            case "ListExecutions" -> listExecutions(request);
            case "GetExecutionHistory" -> history(request);
            case "StopExecution" -> stop(request);
            case "RedriveExecution" ->
                    object().put(
                                    "redriveDate",
                                    seconds(service.redrive(request.text("executionArn"))));
            case "ListStateMachines" -> listMachines(request);
            case "DescribeStateMachine" ->
                    describeMachine(service.machine(request.text("stateMachineArn")));
            case "DescribeStateMachineForExecution" -> describeMachineOf(request);
            case "ValidateStateMachineDefinition" -> validate(request);
            case "SendTaskSuccess" -> {
                service.sendTaskSuccess(request.text("taskToken"), request.text("output"));
                yield object();
            }
            case "SendTaskFailure" -> {
                service.sendTaskFailure(
                        request.text("taskToken"),
                        request.textOrNull("error"),
                        request.textOrNull("cause"));
                yield object();
            }
            case "SendTaskHeartbeat" -> {
                service.sendTaskHeartbeat(request.text("taskToken"));
                yield object();
            }
            default ->
                    throw new ServiceFault(
                            "UnknownOperationException", action + " is not served here");
        };
    }

    private JsonNode startExecution(Request request) {
        String name = request.textOrNull("name");
        String input = request.textOrNull("input");
        Description started =
                service.startExecution(
                        request.text("stateMachineArn"),
                        name == null ? UUID.randomUUID().toString() : name,
                        input == null ? "{}" : input);
        return object().put("executionArn", started.executionArn())
                .put("startDate", seconds(started.startDate()));
    }

    private JsonNode describe(Request request) {
        Description found = service.describe(request.text("executionArn"));
        ObjectNode node =
                object().put("executionArn", found.executionArn())
                        .put("stateMachineArn", found.stateMachineArn())
                        .put("name", found.name())
                        .put("status", found.status().name())
                        .put("startDate", seconds(found.startDate()))
                        .put("input", found.input());
        node.putObject("inputDetails").put("included", true);
        if (found.stopDate() != null) {
            node.put("stopDate", seconds(found.stopDate()));
        }
        if (found.output() != null) {
            node.put("output", found.output());
            node.putObject("outputDetails").put("included", true);
        }
        putUnlessNull(node, "error", found.error());
        putUnlessNull(node, "cause", found.cause());
        node.put("redriveCount", found.redriveCount());
        if (found.redriveDate() != null) {
            node.put("redriveDate", seconds(found.redriveDate()));
        }
        node.put("redriveStatus", found.notRedrivable() == null ? "REDRIVABLE" : "NOT_REDRIVABLE");
        putUnlessNull(node, "redriveStatusReason", found.notRedrivable());
        return node;
    }

    private JsonNode listExecutions(Request request) {
        String filter = request.textOrNull("statusFilter");
        if (filter != null && Stream.of(Status.values()).noneMatch(s -> s.name().equals(filter))) {
            throw ServiceFault.invalid("statusFilter is one of " + List.of(Status.values()));
        }
        Page page = request.page(100, 1_000);
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        List<Listing> each =
                service.executionsOf(request.text("stateMachineArn")).stream()
                        .filter(listing -> listing.firstRecord >= 0)
                        .filter(
                                listing ->
                                        filter == null
                                                || listing.standing.status().name().equals(filter))
                        .filter(listing -> page.after(listing.startDate(), listing.arn()))
                        .limit(page.size() + 1L)
                        .toList();
        each.stream().limit(page.size()).forEach(listing -> found.add(render(listing)));
        ObjectNode node = object().set("executions", found);
        if (each.size() > page.size()) {
            Listing last = each.get(page.size() - 1);
            node.put("nextToken", Page.token(last.startDate(), last.arn()));
        }
        return node;
    }

    private static ObjectNode render(Listing listing) {
        Standing standing = listing.standing;
        ObjectNode node =
                object().put("executionArn", listing.arn())
                        .put("stateMachineArn", listing.machineArn())
                        .put("name", listing.name())
                        .put("status", standing.status().name())
                        .put("startDate", seconds(listing.startDate()));
        if (standing.stopDate() != null) {
            node.put("stopDate", seconds(standing.stopDate()));
        }
        node.put("redriveCount", standing.redriveCount());
        if (standing.redriveDate() != null) {
            node.put("redriveDate", seconds(standing.redriveDate()));
        }
        return node;
    }

    private JsonNode history(Request request) {
        String arn = request.text("executionArn");
        boolean reverse = request.flag("reverseOrder", false);
        HistoryEvents view = new HistoryEvents(request.flag("includeExecutionData", true));
        Page page = request.page(100, 1_000);
        long last = service.lastEventId(arn);
        // counted from the end that the list begins with; new events only come at the other one,
        // or, in reverse, before the first page
        long from = reverse ? page.position(last) - page.size() + 1 : page.position(1);
        long to = from + page.size() - 1;
        List<Event> events = service.history(arn, from, to);
        ArrayNode rendered = JsonNodeFactory.instance.arrayNode();
        (reverse ? events.reversed() : events).forEach(event -> rendered.add(view.render(event)));
        ObjectNode node = object().set("events", rendered);
        if (reverse && from > 1) {
            node.put("nextToken", Page.token(from - 1));
        } else if (!reverse && to < last) {
            node.put("nextToken", Page.token(to + 1));
        }
        return node;
    }

    private JsonNode stop(Request request) {
        Instant stopped =
                service.stop(
                        request.text("executionArn"),
                        request.textOrNull("error"),
                        request.textOrNull("cause"));
        return object().put("stopDate", seconds(stopped));
    }

    private JsonNode listMachines(Request request) {
        Page page = request.page(100, 1_000);
        List<Machine> all = List.copyOf(service.machines());
        int from = (int) Math.min(page.position(0), all.size());
        int to = Math.min(all.size(), from + page.size());
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        for (Machine machine : all.subList(from, to)) {
            found.addObject()
                    .put("stateMachineArn", machine.arn())
                    .put("name", machine.name())
                    .put("type", "STANDARD")
                    .put("creationDate", seconds(machine.createdAt()));
        }
        ObjectNode node = object().set("stateMachines", found);
        if (to < all.size()) {
            node.put("nextToken", Page.token(to));
        }
        return node;
    }

    private static ObjectNode describeMachine(Machine machine) {
        return object().put("stateMachineArn", machine.arn())
                .put("name", machine.name())
                .put("status", "ACTIVE")
                .put("definition", machine.definition().toString())
                .put("roleArn", StepFunctions.ROLE)
                .put("type", "STANDARD")
                .put("creationDate", seconds(machine.createdAt()));
    }

    private JsonNode describeMachineOf(Request request) {
        Machine machine = service.machineOf(request.text("executionArn"));
        return object().put("stateMachineArn", machine.arn())
                .put("name", machine.name())
                .put("definition", machine.definition().toString())
                .put("roleArn", StepFunctions.ROLE)
                .put("updateDate", seconds(machine.createdAt()));
    }

    private JsonNode validate(Request request) {
        ArrayNode diagnostics = JsonNodeFactory.instance.arrayNode();
        try {
            service.validate(MAPPER.readTree(request.text("definition")));
        } catch (JsonProcessingException e) {
            diagnostic(diagnostics, "INVALID_JSON_DESCRIPTION", "/", e.getOriginalMessage());
        } catch (InvalidDefinition e) {
            e.problems()
                    .forEach(
                            problem ->
                                    diagnostic(
                                            diagnostics,
                                            problem.code(),
                                            problem.location(),
                                            problem.message()));
        }
        ObjectNode node = object().put("result", diagnostics.isEmpty() ? "OK" : "FAIL");
        node.set("diagnostics", diagnostics);
        return node.put("truncated", false);
    }

    private static void diagnostic(
            ArrayNode diagnostics, String code, String location, String message) {
        diagnostics
                .addObject()
                .put("severity", "ERROR")
                .put("code", code)
                .put("message", message)
                .put("location", location);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void putUnlessNull(ObjectNode node, String field, String value) {
        if (value != null) {
            node.put(field, value);
        }
    }

    /** The protocol's timestamps: seconds since 1970, with a fraction. */
    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }
}
