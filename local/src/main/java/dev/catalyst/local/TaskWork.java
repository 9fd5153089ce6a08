package dev.catalyst.local;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Functions;
import dev.catalyst.local.stepfunctions.TaskCall;
import dev.catalyst.local.stepfunctions.TaskFailure;
import dev.catalyst.local.stepfunctions.TaskInvoker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Task states, done by this host's functions and queues. */
final class TaskWork implements TaskInvoker {

    private static final String INVOKE = "arn:aws:states:::lambda:invoke";
    private static final String SEND = "arn:aws:states:::sqs:sendMessage";

    private final Functions functions;

    TaskWork(Functions functions) {
        this.functions = functions;
    }

    @Override
    public JsonNode invoke(TaskCall call) throws TaskFailure, InterruptedException {
        var arguments = call.arguments();
        if (call.resource().startsWith(INVOKE)) {
            var answer = Json.MAPPER.createObjectNode();
            answer.put("ExecutedVersion", "$LATEST");
            answer.set(
                    "Payload",
                    function(arguments.path("FunctionName").asText(), arguments.path("Payload")));
            answer.put("StatusCode", 200);
            return answer;
        }
        if (call.resource().startsWith(SEND)) {
            return send(arguments);
        }
        return function(call.resource(), arguments);
    }

    private JsonNode function(String name, JsonNode payload)
            throws TaskFailure, InterruptedException {
        var sent = payload.isMissingNode() ? "{}" : payload.toString();
        try {
            var answer = functions.invoke(name, sent.getBytes(StandardCharsets.UTF_8));
            return answer.length == 0 ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(answer);
        } catch (FunctionFault fault) {
            if (Thread.interrupted()) {
                throw new InterruptedException(fault.getMessage());
            }
            throw failure(name, fault);
        } catch (IOException e) {
            throw new TaskFailure("Lambda.Unknown", name + " answered what is not JSON");
        }
    }

    private TaskFailure failure(String name, FunctionFault fault) {
        return functions.knows(name)
                ? new TaskFailure(fault.type(), fault.document())
                : new TaskFailure("Lambda." + fault.type(), fault.getMessage());
    }

    private static JsonNode send(JsonNode arguments) {
        var body = arguments.path("MessageBody");
        var sent =
                Wiring.sqs()
                        .sendMessage(
                                message ->
                                        message.queueUrl(arguments.path("QueueUrl").asText())
                                                .messageBody(
                                                        body.isTextual()
                                                                ? body.textValue()
                                                                : body.toString()));
        return Json.MAPPER.createObjectNode().put("MessageId", sent.messageId());
    }
}
