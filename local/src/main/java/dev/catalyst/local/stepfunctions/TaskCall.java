package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Instant;

/**
 * One invocation of a Task state.
 *
 * @param resource the state's Resource, a suffix {@code .waitForTaskToken} included
 * @param arguments evaluated; for a function's ARN the payload, else the integration's parameters
 * @param deadline when the state times out; {@link Instant#MAX} if it does not
 * @param executionArn whose task it is, for logs
 * @param state the state's name, for logs
 */
public record TaskCall(
        String resource, JsonNode arguments, Instant deadline, String executionArn, String state) {}
