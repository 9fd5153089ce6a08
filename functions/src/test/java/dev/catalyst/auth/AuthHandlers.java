package dev.catalyst.auth;

import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The handlers of this package with given clients, for tests outside of it. */
public final class AuthHandlers {

    public static final Class<? extends HttpHandler> TICKETS = TicketsApi.class;

    private AuthHandlers() {}

    public static HttpHandler tickets(Table table, InstantSource clock, RandomGenerator random) {
        return new TicketsApi(table, clock, random);
    }
}
