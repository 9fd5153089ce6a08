package dev.catalyst.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.Map;

/** Closes the sockets whose tokens have ended and whose clients are silent. */
public final class SocketsEnded implements RequestHandler<ScheduledEvent, Void> {

    private static final int AT_ONCE = 1000;

    private final EndingSockets ending;
    private final Connections connections;
    private final InstantSource clock;

    public SocketsEnded() {
        this(StartCheck.needs("TABLE_NAME", "SOCKETS_ENDPOINT").passed());
    }

    private SocketsEnded(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                new Connections(env.require("SOCKETS_ENDPOINT")),
                InstantSource.system());
    }

    SocketsEnded(Table table, Connections connections, InstantSource clock) {
        this.ending = new EndingSockets(table);
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public Void handleRequest(ScheduledEvent event, Context context) {
        return Invocation.run(this, context, Map.of(), this::end);
    }

    private Void end() {
        for (var socket : ending.ended(clock.instant(), AT_ONCE)) {
            connections.end(socket.connectionId());
            ending.forget(socket);
        }
        return null;
    }
}
