package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.stepfunctions.asl.Flow;

import java.time.Instant;

/**
 * A state machine as it was created.
 *
 * @param digest SHA-256 of the definition, by which executions find theirs again
 */
record Machine(
        String arn, String name, JsonNode definition, String digest, Flow flow, Instant createdAt) {

    static final String ACCOUNT = "arn:aws:states:us-east-1:000000000000:";

    static String arn(String name) {
        return ACCOUNT + "stateMachine:" + name;
    }

    static String executionArn(String machine, String name) {
        return ACCOUNT + "execution:" + machine + ":" + name;
    }
}
