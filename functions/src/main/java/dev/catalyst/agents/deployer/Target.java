package dev.catalyst.agents.deployer;

import dev.catalyst.lambda.Env;
import dev.catalyst.store.Table;

/** Where releases go. Publishing one twice, after a crash at any point, publishes it once. */
interface Target {

    /** As in DEPLOY_TARGET; `bundle` for a mock deployment. */
    String name();

    Publication publish(Release release);

    /** The target that MOCK_DEPLOYMENT and DEPLOY_TARGET name. */
    static Target of(Env env, Table table) {
        if (env.optional("MOCK_DEPLOYMENT").filter("false"::equals).isEmpty()) {
            return new Bundle();
        }
        String target = env.require("DEPLOY_TARGET");
        return switch (target) {
            case Github.NAME -> Github.of(env, table);
            case Aws.NAME -> Aws.of(env);
            default ->
                    throw new IllegalStateException(
                            "DEPLOY_TARGET is " + target + ": must be github or aws");
        };
    }
}
