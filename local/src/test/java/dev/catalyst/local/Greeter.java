package dev.catalyst.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * Greets; told to {@code store}, puts an item into the table first; told to {@code fail}, fails.
 */
public final class Greeter implements RequestStreamHandler {

    private final String greeting = Env.current().require("GREETING");
    private final String table = Env.current().require("TABLE_NAME");

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        var event = Json.MAPPER.readTree(in);
        if (event.path("fail").asBoolean()) {
            throw new IllegalArgumentException("told to fail");
        }
        if (event.has("store")) {
            try (var client = DynamoDbClient.create()) {
                var key = AttributeValue.fromS(event.get("store").asText());
                client.putItem(item -> item.tableName(table).item(Map.of("pk", key)));
            }
        }
        Json.MAPPER.writeValue(out, Map.of("greeting", greeting));
    }
}
