package dev.catalyst.agents.deployer;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What was deployed.
 *
 * @param runCommand starts the application, in the folder of its files
 * @param api the paths of its API
 * @param smoke the page that it answered in the sandbox
 * @param target github, aws, or bundle for a mock deployment
 * @param note what people have to know who use it
 */
record DeploymentReport(
        String summary,
        String mode,
        String runtime,
        String runCommand,
        String testCommand,
        List<String> api,
        Tests tests,
        Smoke smoke,
        List<String> files,
        String target,
        @Nullable String note) {

    /** How the acceptance tests ended. */
    record Tests(int passed, int failed, String isolation) {}

    /** How the started application answered. */
    record Smoke(String path, boolean ok, long durationMs, String isolation) {}
}
