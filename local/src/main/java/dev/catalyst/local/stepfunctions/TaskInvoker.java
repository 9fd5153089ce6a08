package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;

/** Does the work of Task states. */
public interface TaskInvoker {

    /**
     * Does one task on the calling (virtual) thread, which is interrupted when the execution is
     * stopped or the deadline passes; what is returned or thrown after that is ignored.
     *
     * @return for an integration ({@code arn:aws:states:::lambda:invoke}) the service's whole
     *     answer, such as {@code {"StatusCode": 200, "Payload": ...}}; for a function's ARN the
     *     payload alone
     * @throws TaskFailure to fail the task with an error's name, which Retry and Catch match
     */
    JsonNode invoke(TaskCall call) throws TaskFailure, InterruptedException;
}
