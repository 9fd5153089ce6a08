import dev.catalyst.local.http.FrontServer;
import dev.catalyst.local.sockets.SocketGateway;
import dev.catalyst.local.template.WebSocketApi;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The host's socket gateway without functions: sends each event of 1 KB to every client, by the operation behind its
 * management API. Arguments: port, number of clients, number of events, events per second (0 for as fast as it goes).
 */
public final class RawGateway {

    public static void main(String[] arguments) throws Exception {
        int clients = Integer.parseInt(arguments[1]);
        int events = Integer.parseInt(arguments[2]);
        double rate = Double.parseDouble(arguments[3]);
        var ids = new ConcurrentLinkedQueue<String>();
        var api = new WebSocketApi("Sockets", "ws", "$request.body.action", Map.of("$connect", "Connect"), Optional.empty());
        var gateway =
                new SocketGateway(
                        api,
                        Duration.ofMinutes(5),
                        (function, payload) -> {
                            JsonNode event = Json.tree(new String(payload, StandardCharsets.UTF_8));
                            ids.add(event.at("/requestContext/connectionId").textValue());
                            return "{\"statusCode\": 200}".getBytes(StandardCharsets.UTF_8);
                        },
                        Clock.systemUTC());
        new FrontServer(Integer.parseInt(arguments[0]), List.of(gateway)).start();
        System.out.println("up");
        while (System.in.read() != '\n') {}
        if (ids.size() != clients) {
            throw new IllegalStateException(ids.size() + " clients are connected");
        }
        var all = List.copyOf(ids);
        var padding = "x".repeat(930);
        long began = System.nanoTime();
        for (int i = 0; i < events; i++) {
            if (rate > 0) {
                LockSupport.parkNanos(began + (long) (i * 1e9 / rate) - System.nanoTime());
            }
            var now = Instant.now();
            var frame =
                    "{\"type\":\"log\",\"seq\":%010d,\"at\":\"%d\",\"message\":\"%s\"}"
                            .formatted(i, now.getEpochSecond() * 1_000_000_000L + now.getNano(), padding)
                            .getBytes(StandardCharsets.UTF_8);
            for (var id : all) {
                gateway.manage("POST", id, frame, OptionalInt.empty());
            }
        }
        Thread.currentThread().join();
    }
}
