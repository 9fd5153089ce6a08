package dev.catalyst.local.stepfunctions;

/** How an execution ended; fields are null where it has none, and all are while it runs. */
record Outcome(String output, String error, String cause) {

    static Outcome of(Fact.StatusChanged fact) {
        return switch (fact) {
            case Fact.ExecutionStarted started -> new Outcome(null, null, null);
            case Fact.ExecutionRedriven redriven -> new Outcome(null, null, null);
            case Fact.ExecutionSucceeded succeeded -> new Outcome(succeeded.output(), null, null);
            case Fact.ExecutionFailed failed -> new Outcome(null, failed.error(), failed.cause());
            case Fact.ExecutionTimedOut late -> new Outcome(null, late.error(), late.cause());
            case Fact.ExecutionAborted aborted ->
                    new Outcome(null, aborted.error(), aborted.cause());
        };
    }
}
