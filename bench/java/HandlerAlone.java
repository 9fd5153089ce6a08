import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.projects.Project;
import dev.catalyst.projects.Projects;
import dev.catalyst.store.Ids;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.TaskHandlers;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The handler of /api/tasks alone, called in process. Arguments: how many requests to time, and the port of an emulated
 * table without streams or triggers; without a port the table is in memory.
 */
public final class HandlerAlone {

    private static final int THREADS = 16;

    public static void main(String[] arguments) throws Exception {
        int times = Integer.parseInt(arguments[0]);
        var client = arguments.length > 1 ? emulated(arguments[1]) : new MemoryDynamoDb();
        var table = new Table(client, "table");
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

    /** A client of a new table with the template's keys. */
    private static DynamoDbClient emulated(String port) {
        var client = Emulators.client(DynamoDbClient.builder(), Integer.parseInt(port));
        client.createTable(
                table ->
                        table.tableName("table")
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(
                                        Stream.of("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")
                                                .map(HandlerAlone::text)
                                                .toList())
                                .keySchema(keys("pk", "sk"))
                                .globalSecondaryIndexes(index("gsi1"), index("gsi2")));
        return client;
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder().attributeName(name).attributeType(ScalarAttributeType.S).build();
    }

    private static GlobalSecondaryIndex index(String name) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(keys(name + "pk", name + "sk"))
                .projection(projection -> projection.projectionType(ProjectionType.ALL))
                .build();
    }

    private static List<KeySchemaElement> keys(String partition, String sort) {
        return List.of(
                KeySchemaElement.builder().attributeName(partition).keyType(KeyType.HASH).build(),
                KeySchemaElement.builder().attributeName(sort).keyType(KeyType.RANGE).build());
    }

    private static void expect(int status, int found) {
        if (found != status) {
            throw new IllegalStateException("status " + found + " and not " + status);
        }
    }

    private static APIGatewayV2HTTPEvent event(String method, String path, String body) {
        var http = Http.builder().withMethod(method).withPath(path).build();
        var caller = new Authorizer();
        caller.setLambda(Caller.DEVELOPER.context());
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withHeaders(Map.of("content-type", "application/json"))
                .withBody(body)
                .withRequestContext(RequestContext.builder().withHttp(http).withAuthorizer(caller).build())
                .build();
    }
}
