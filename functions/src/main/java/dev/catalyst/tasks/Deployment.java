package dev.catalyst.tasks;

import com.fasterxml.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Where a task's result went.
 *
 * @param url where it can be reached; for a mock deployment null, as its bundle's link is signed
 *     anew for each reader
 * @param bundle S3 key of the bundle
 * @param cost of the task up to here, in USD; null if unknown
 * @param report what was deployed: how to start it, its API's paths, its tests
 */
public record Deployment(
        String id,
        String taskId,
        String url,
        String commitSha,
        BigDecimal cost,
        JsonNode report,
        boolean mock,
        String mode,
        Instant createdAt,
        String bundle) {

    /** A task has one deployment, however often it is tried. */
    public static final String SORT_KEY = "DEPLOYMENT#1";

    Deployment withUrl(String link) {
        return new Deployment(
                id, taskId, link, commitSha, cost, report, mock, mode, createdAt, bundle);
    }
}
