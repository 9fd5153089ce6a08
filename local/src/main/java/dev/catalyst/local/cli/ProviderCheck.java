package dev.catalyst.local.cli;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.llm.Reachability;

/** Whether the configured model provider answers, and takes the key. */
record ProviderCheck(Configuration configuration) {

    private static final String WHAT = "model";

    Finding finding() {
        // on one machine the offline model answers unless another is chosen
        var chosen =
                configuration.isGiven("DEFAULT_LLM_PROVIDER")
                        ? configuration
                        : configuration.with("DEFAULT_LLM_PROVIDER", "offline");
        if (chosen.get("DEFAULT_LLM_PROVIDER").equals("bedrock")) {
            return Finding.ok(WHAT, "bedrock: uses AWS's own credentials, not looked at here");
        }
        try {
            var found = new Reachability(chosen::find).ask();
            return found.ok()
                    ? Finding.ok(WHAT, found.detail())
                    : Finding.fail(WHAT, found.detail());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.fail(WHAT, "interrupted");
        }
    }
}
