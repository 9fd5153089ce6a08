package dev.catalyst.agents;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.catalyst.lambda.Json;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The JSON schema of a record, for what a model fills in: a tool's arguments or an agent's answer.
 * Every component is required unless it is {@link Nullable}; {@link JsonPropertyDescription} says
 * what it is for.
 */
public final class Schema {

    private static final int MOST_PROBLEMS = 10;

    private static final ClassValue<Schema> MADE =
            new ClassValue<>() {
                @Override
                protected Schema computeValue(Class<?> type) {
                    return make(type);
                }
            };

    private final JsonNode json;
    private final com.networknt.schema.Schema validator;

    private Schema(JsonNode json) {
        this.json = json;
        this.validator =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(json);
    }

    /** The schema of a record; made once, which takes some milliseconds. */
    public static Schema of(Class<? extends Record> type) {
        return MADE.get(type);
    }

    private static Schema make(Class<?> type) {
        var config =
                new SchemaGeneratorConfigBuilder(
                                SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                        .with(Option.INLINE_ALL_SCHEMAS)
                        .without(Option.SCHEMA_VERSION_INDICATOR)
                        .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE));
        config.forFields()
                .withPropertyNameOverrideResolver(field -> snakeCase(field.getName()))
                .withRequiredCheck(field -> !nullable(field));
        return new Schema(new SchemaGenerator(config.build()).generateSchema(type));
    }

    private static boolean nullable(FieldScope field) {
        return field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** What in a value breaks the schema, each with its place; empty if nothing does. */
    public List<String> problems(JsonNode value) {
        return validator.validate(value).stream()
                .map(error -> place(error.getInstanceLocation().toString()) + error.getMessage())
                .distinct()
                .limit(MOST_PROBLEMS)
                .toList();
    }

    private static String place(String pointer) {
        return pointer.isEmpty() ? "" : pointer + ": ";
    }

    /** The schema in LangChain4j's words. */
    public JsonObjectSchema parameters() {
        return (JsonObjectSchema) element(json);
    }

    private static JsonSchemaElement element(JsonNode node) {
        String description =
                Optional.ofNullable(node.get("description")).map(JsonNode::asText).orElse(null);
        if (node.has("enum")) {
            var values = new ArrayList<String>();
            node.get("enum").forEach(value -> values.add(value.asText()));
            return JsonEnumSchema.builder().enumValues(values).description(description).build();
        }
        return switch (type(node)) {
            case "object" -> object(node, description);
            case "array" ->
                    JsonArraySchema.builder()
                            .items(element(node.path("items")))
                            .description(description)
                            .build();
            case "integer" -> JsonIntegerSchema.builder().description(description).build();
            case "number" -> JsonNumberSchema.builder().description(description).build();
            case "boolean" -> JsonBooleanSchema.builder().description(description).build();
            default -> JsonStringSchema.builder().description(description).build();
        };
    }

    /** The type; of a type or null, the type. */
    private static String type(JsonNode node) {
        JsonNode type = node.path("type");
        return type.isArray() ? type.path(0).asText() : type.asText();
    }

    private static JsonObjectSchema object(JsonNode node, @Nullable String description) {
        var builder = JsonObjectSchema.builder().description(description);
        node.path("properties")
                .properties()
                .forEach(field -> builder.addProperty(field.getKey(), element(field.getValue())));
        var required = new ArrayList<String>();
        node.path("required").forEach(name -> required.add(name.asText()));
        return builder.required(required).build();
    }

    @Override
    public String toString() {
        return Json.write(json);
    }
}
