package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.catalyst.lambda.Json;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An OpenAPI document, against which answers are held. */
public final class ApiDocument {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** One thing that the document says can be asked. */
    public record Operation(String id, String method, String path, JsonNode about) {}

    private final JsonNode document;

    public ApiDocument(JsonNode document) {
        this.document = document.deepCopy();
        for (var schema : this.document.path("components").path("schemas").properties()) {
            // what comes with an event may have more than is described
            if (!schema.getKey().startsWith("Data.")) {
                close(schema.getValue());
            }
        }
        this.document.path("paths").forEach(path -> path.forEach(ApiDocument::closeAnswers));
    }

    public List<Operation> operations() {
        return document.path("paths").properties().stream()
                .flatMap(
                        path ->
                                path.getValue().properties().stream()
                                        .filter(member -> METHODS.contains(member.getKey()))
                                        .map(
                                                member ->
                                                        new Operation(
                                                                member.getValue()
                                                                        .path("operationId")
                                                                        .asText(),
                                                                member.getKey()
                                                                        .toUpperCase(Locale.ROOT),
                                                                path.getKey(),
                                                                member.getValue())))
                .toList();
    }

    public Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the document knows no " + id));
    }

    /** The methods that a path has. */
    public Set<String> methods(String path) {
        return operations().stream()
                .filter(operation -> operation.path().equals(path))
                .map(Operation::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Fails unless the answer is one of those that the document describes for the operation. */
    public void check(Operation operation, HttpResponse<byte[]> answer) {
        var name = operation.id() + " answered " + answer.statusCode();
        var responses = operation.about().path("responses");
        var status = String.valueOf(answer.statusCode());
        // a success has to be described, a problem may be any
        assertThat(responses.has(status) || answer.statusCode() >= 400).as(name).isTrue();
        var response =
                resolved(responses.has(status) ? responses.get(status) : responses.get("default"));
        headers(name, response.path("headers"), answer);
        var content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(name).isEmpty();
            return;
        }
        var type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
        assertThat(content.has(type)).as(name + " as " + type).isTrue();
        if (type.endsWith("json")) {
            var text = new String(answer.body(), StandardCharsets.UTF_8);
            assertThat(schema(content.path(type).path("schema")).validate(Json.tree(text)))
                    .as(name + ": " + text)
                    .isEmpty();
        }
    }

    /** Fails unless the frame is what the schema of this name describes. */
    public void check(String schemaName, JsonNode value) {
        var reference =
                Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schemaName);

        assertThat(schema(reference).validate(value)).as(value.toString()).isEmpty();
    }

    private void headers(String name, JsonNode described, HttpResponse<byte[]> answer) {
        for (var header : described.properties()) {
            var about = resolved(header.getValue());
            var value = answer.headers().firstValue(header.getKey());
            var label = name + " with " + header.getKey();
            assertThat(value.isPresent() || !about.path("required").asBoolean()).as(label).isTrue();
            value.ifPresent(
                    text ->
                            assertThat(
                                            schema(about.path("schema"))
                                                    .validate(TextNode.valueOf(text)))
                                    .as(label + " " + text)
                                    .isEmpty());
        }
    }

    private Schema schema(JsonNode schema) {
        ObjectNode whole = Json.MAPPER.createObjectNode();
        whole.set("components", document.path("components"));
        whole.set("allOf", Json.MAPPER.createArrayNode().add(schema));
        return SCHEMAS.getSchema(whole);
    }

    private JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
    }

    private static void closeAnswers(JsonNode operation) {
        operation
                .path("responses")
                .forEach(
                        response ->
                                response.path("content")
                                        .forEach(content -> close(content.path("schema"))));
    }

    /** A client tolerates fields that it does not know; the service must not send them unsaid. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.path("properties").forEach(ApiDocument::close);
            close(object.path("items"));
            if (object.has("properties") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        }
    }
}
