package dev.catalyst.local.contract;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;
import java.util.stream.Stream;

/** What AWS makes of a template: its resources by name. */
record Transformed(JsonNode resources) {

    /** A resource of the template. */
    record Resource(String name, String type, JsonNode properties) {

        boolean is(String pointer) {
            return properties.at(pointer).asBoolean();
        }
    }

    Stream<Resource> each(String type) {
        return resources
                .propertyStream()
                .map(Map.Entry::getKey)
                .map(this::resource)
                .filter(resource -> resource.type().equals(type));
    }

    Resource resource(String name) {
        var resource = resources.path(name);
        return new Resource(name, resource.path("Type").asText(), resource.path("Properties"));
    }

    Resource functionOf(JsonNode properties) {
        return resource(text(properties.path("FunctionName")).replaceAll("Aliaslive$", ""));
    }

    static String role(Resource function) {
        return text(function.properties().path("Role")).split("\\.")[0];
    }

    boolean isPowerless(String role) {
        return statements(resource(role)).noneMatch(Transformed::isAllowed);
    }

    static Stream<JsonNode> statements(Resource role) {
        return role.properties()
                .path("Policies")
                .valueStream()
                // a policy on a condition: as if it held
                .map(policy -> policy.has("Fn::If") ? policy.get("Fn::If").get(1) : policy)
                .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream());
    }

    static boolean isAllowed(JsonNode statement) {
        return statement.path("Effect").asText().equals("Allow");
    }

    static Stream<String> texts(JsonNode oneOrMore) {
        return oneOrMore.isArray()
                ? oneOrMore.valueStream().map(Transformed::text)
                : Stream.of(text(oneOrMore));
    }

    /** A value, as it is written: {@code Queue}, {@code Queue.Arn}, {@code ${Queue.Arn}/*}. */
    static String text(JsonNode value) {
        if (value.has("Fn::GetAtt")) {
            return String.join(
                    ".", value.get("Fn::GetAtt").valueStream().map(JsonNode::asText).toList());
        }
        return value.has("Ref")
                ? value.get("Ref").asText()
                : value.has("Fn::Sub") ? value.get("Fn::Sub").asText() : value.asText();
    }
}
