package dev.catalyst.audit;

import java.time.Instant;

/** What somebody did, before it has its place in the chain. */
record Act(
        Instant at,
        String user,
        String action,
        String resource,
        String outcome,
        String requestId) {}
