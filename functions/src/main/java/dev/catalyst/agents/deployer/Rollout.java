package dev.catalyst.agents.deployer;

import dev.catalyst.agents.Session;

import java.time.Instant;

/**
 * A deployment that takes longer than a step: what later steps have to know of the first.
 *
 * @param commitSha of the commit in the stored bundle
 * @param bundle its key in the bucket
 * @param since when it began, or began again
 * @param redrives of the task when it did
 */
record Rollout(
        String commitSha,
        String bundle,
        DeploymentReport.Smoke smoke,
        Instant since,
        int redrives) {

    /** The same after a redrive, which has as much time again. */
    Rollout again(Session session) {
        return new Rollout(commitSha, bundle, smoke, session.now(), session.task().redrives());
    }
}
