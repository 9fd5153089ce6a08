package dev.catalyst.local;

import dev.catalyst.lambda.Configuration;

import java.util.Map;
import java.util.Optional;

/** Whether results can go to AWS from this machine. */
public final class AwsDeployment {

    private AwsDeployment() {}

    /**
     * Why they cannot; empty if they are not to go there, or to a CloudFormation that one's own
     * endpoint serves beside this host's bucket.
     */
    public static Optional<String> refusal(
            Configuration configuration, Map<String, String> environment) {
        boolean isTarget =
                configuration.get("MOCK_DEPLOYMENT").equals("false")
                        && configuration.get("DEPLOY_TARGET").equals("aws");
        boolean hasEndpoint = environment.containsKey("AWS_ENDPOINT_URL_CLOUDFORMATION");
        return isTarget && !hasEndpoint
                ? Optional.of(
                        "DEPLOY_TARGET=aws works in an installation on AWS only, whose bucket and roles CloudFormation can use: see docs/deploy.md. On one machine set DEPLOY_TARGET=github or MOCK_DEPLOYMENT=true.")
                : Optional.empty();
    }
}
