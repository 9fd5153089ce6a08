package dev.catalyst.llm;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;

/** Circuits in the table: what one instance learns of a provider, all know. */
public final class TableCircuits implements Circuits {

    private static final String UNCHANGED = "unchanged";

    private final Table table;

    public TableCircuits(Table table) {
        this.table = table;
    }

    @Override
    public Circuit read(Provider provider) {
        return table.get(key(provider))
                .map(item -> Json.read(item.path("circuit").asText(), Circuit.class))
                .orElse(Circuit.CLOSED);
    }

    @Override
    public boolean replace(Provider provider, Circuit seen, Circuit next) {
        var item =
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", "circuit")
                        .put("circuit", Json.write(next));
        var expected = Map.of(":seen", AttributeValue.fromS(Json.write(seen)));
        // an item that is missing is a closed circuit
        String condition =
                seen.equals(Circuit.CLOSED)
                        ? "attribute_not_exists(pk) OR circuit = :seen"
                        : "circuit = :seen";
        try {
            table.transaction().put(key(provider), item, UNCHANGED, condition, expected).commit();
            return true;
        } catch (Conflict overtaken) {
            if (!overtaken.on(UNCHANGED)) {
                throw overtaken;
            }
            return false;
        }
    }

    private static Key key(Provider provider) {
        return Key.provider(provider.wireName());
    }
}
