package dev.catalyst.events;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Instant;

/**
 * One thing that happened in a task: the log record of the API and of the socket.
 *
 * @param seq counts 1, 2, 3 ... per task without gaps
 * @param agentName the agent that speaks, or `system`
 * @param level DEBUG, INFO, WARNING or ERROR
 * @param type such as `task.created`, `model.turn`
 * @param data an object whose shape follows the type
 * @param mode live, simulated or replay: how the task's model works
 */
public record Event(
        String id,
        String taskId,
        long seq,
        String agentName,
        String level,
        String type,
        String message,
        JsonNode data,
        String mode,
        String requestId,
        Instant timestamp) {}
