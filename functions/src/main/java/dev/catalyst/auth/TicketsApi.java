package dev.catalyst.auth;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Idempotency;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.Scope;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/** `POST /api/stream/tickets`: a ticket that opens one socket. */
public final class TicketsApi extends HttpHandler {

    private final Table table;
    private final Idempotency idempotency;
    private final InstantSource clock;
    private final RandomGenerator random;

    public TicketsApi() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private TicketsApi(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                InstantSource.system(),
                Wiring.random());
    }

    TicketsApi(Table table, InstantSource clock, RandomGenerator random) {
        this.table = table;
        this.idempotency = new Idempotency(table);
        this.clock = clock;
        this.random = random;
        route("POST", "/api/stream/tickets", Scope.READ, this::issue);
    }

    private Reply issue(Request request) {
        request.optionalFields().check();
        var now = clock.instant();
        return idempotency.once(
                request,
                now,
                completion -> {
                    var transaction = table.transaction();
                    var ticket = Tickets.issue(transaction, request.caller(), now, random);
                    var reply =
                            Reply.json(
                                            201,
                                            Map.of(
                                                    "ticket",
                                                    ticket,
                                                    "expires_in",
                                                    Tickets.VALID.toSeconds()))
                                    .with("Cache-Control", "no-store");
                    completion.add(transaction, reply);
                    transaction.commit();
                    return reply;
                });
    }
}
