package dev.catalyst.audit;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Sha256;

import java.time.Instant;
import java.util.List;

/**
 * One entry of a tenant's audit log.
 *
 * @param seq counts 1, 2, 3 ... per tenant without gaps
 * @param action such as `task.create`
 * @param resource such as `task/01890000-0000-7000-8000-000000000000`
 * @param hash of this entry and its tenant, the hash of the entry before included
 */
public record Entry(
        long seq,
        Instant at,
        String user,
        String action,
        String resource,
        String outcome,
        String requestId,
        String previousHash,
        String hash) {

    /** What the first entry has for the hash of the one before. */
    static final String BEGIN = "0".repeat(64);

    /** An act as the entry that follows another one. */
    static Entry of(String tenant, Act act, long seq, String previousHash) {
        return new Entry(
                seq,
                act.at(),
                act.user(),
                act.action(),
                act.resource(),
                act.outcome(),
                act.requestId(),
                previousHash,
                hash(tenant, seq, act, previousHash));
    }

    /** SHA-256 over a JSON array of the tenant and all fields but the hash, in their order. */
    String hashFor(String tenant) {
        var act = new Act(at, user, action, resource, outcome, requestId);
        return hash(tenant, seq, act, previousHash);
    }

    private static String hash(String tenant, long seq, Act act, String previousHash) {
        var hashed =
                List.of(
                        tenant,
                        seq,
                        String.valueOf(act.at()),
                        String.valueOf(act.user()),
                        String.valueOf(act.action()),
                        String.valueOf(act.resource()),
                        String.valueOf(act.outcome()),
                        String.valueOf(act.requestId()),
                        String.valueOf(previousHash));
        return Sha256.hex(Json.bytes(hashed));
    }
}
