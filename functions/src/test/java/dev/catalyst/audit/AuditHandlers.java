package dev.catalyst.audit;

import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The handlers of this package with given clients, for tests outside of it. */
public final class AuditHandlers {

    public static final Class<? extends HttpHandler> AUDIT = AuditApi.class;

    private AuditHandlers() {}

    public static HttpHandler audit(Table table, InstantSource clock, RandomGenerator random) {
        return new AuditApi(new Audit(table, random, true), clock);
    }
}
