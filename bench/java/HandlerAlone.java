import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.projects.Project;
import dev.catalyst.projects.Projects;
import dev.catalyst.store.Ids;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.TaskHandlers;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handler of /api/tasks alone: called in process, on a table in memory. Argument: how many requests to time.
 */
public final class HandlerAlone {

    private static final int THREADS = 16;

    public static void main(String[] arguments) throws Exception {
        int times = Integer.parseInt(arguments[0]);
        var table = new Table(new MemoryDynamoDb(), "table");
        var random = Wiring.random();
        var now = Instant.now();
        var project = Ids.uuid7(now, random);
        new Projects(table)
                .create(
                        "default",
                        new Project(project, "bench", "", null, false, null, Project.Status.ACTIVE, now, now),
                        transaction -> {});
        var handler = new TaskHandlers(table, InstantSource.system()).tasksApi(random);
        var create = event("POST", "/api/tasks", Json.write(Map.of("project_id", project, "prompt", "Build a todo app")));
        var made = new String[1000];
        var next = new AtomicInteger();
        for (var what : new String[] {"warm-up", "create"}) {
            Clocked.run(
                    what,
                    THREADS,
                    times,
                    () -> {
                        var answer = handler.handleRequest(create, null);
                        expect(202, answer.getStatusCode());
                        made[next.getAndIncrement() % made.length] = answer.getHeaders().get("Location");
                        return null;
                    });
        }
        for (var what : new String[] {"warm-up", "get"}) {
            Clocked.run(
                    what,
                    THREADS,
                    times,
                    () -> {
                        var get = event("GET", made[next.getAndIncrement() % made.length], null);
                        expect(200, handler.handleRequest(get, null).getStatusCode());
                        return null;
                    });
        }
    }

    private static void expect(int status, int found) {
        if (found != status) {
            throw new IllegalStateException("status " + found + " and not " + status);
        }
    }

    private static APIGatewayV2HTTPEvent event(String method, String path, String body) {
        var http = Http.builder().withMethod(method).withPath(path).build();
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withHeaders(Map.of("content-type", "application/json"))
                .withBody(body)
                .withRequestContext(RequestContext.builder().withHttp(http).build())
                .build();
    }
}
