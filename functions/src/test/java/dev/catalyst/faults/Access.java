package dev.catalyst.faults;

import dev.catalyst.auth.AuthHandlers;
import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Scope;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A stranger's way in: a ticket, and a socket whose token ends. */
record Access(Journey journey) {

    void visit() {
        journey.http(
                AuthHandlers.TICKETS,
                // the ticket of a request that is answered again is the same
                handlers -> AuthHandlers.tickets(handlers.table, handlers.clock, new Random(7)),
                "POST",
                "/api/stream/tickets",
                Map.of());
        var ends = journey.world().now().plus(Duration.ofSeconds(35));
        var caller = new Caller("default", "ada", Set.of(Scope.READ), ends);
        journey.socket(caller, "$connect", "ending", null, null);
        journey.socket(caller, "$connect", "leaving", null, null);
        journey.socket(caller, "$disconnect", "leaving", null, null);
        journey.socket(caller, "$default", "ending", null, "{\"action\": \"ping\"}");
        journey.schedule(
                "dev.catalyst.stream.SocketsEnded", handlers -> handlers.stream.socketsEnded());
    }
}
