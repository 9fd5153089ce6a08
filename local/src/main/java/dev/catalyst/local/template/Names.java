package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What {@code Ref} and {@code Fn::GetAtt} give: parameters, pseudo parameters and resources. */
final class Names {

    private static final String STACK = "catalyst";
    private static final String PUBLIC_HOST = ".execute-api." + Arns.REGION + ".amazonaws.com";

    private final JsonNode resources;
    private final JsonNode globals;
    private final Map<String, JsonNode> parameters;
    private final Ports ports;
    private final Intrinsics intrinsics;
    private final Set<String> underWay = new HashSet<>();

    Names(JsonNode document, Map<String, JsonNode> parameters, Ports ports) {
        this.resources = document.path("Resources");
        this.globals = document.path("Globals");
        this.parameters = Map.copyOf(parameters);
        this.ports = ports;
        this.intrinsics = new Intrinsics(document, this);
    }

    Intrinsics intrinsics() {
        return intrinsics;
    }

    /** {@code a} or {@code a.b}, as inside {@code Fn::Sub}. */
    JsonNode named(String name, String place) {
        var dot = name.indexOf('.');
        return dot < 0
                ? reference(name, place)
                : attribute(name.substring(0, dot), name.substring(dot + 1), place);
    }

    JsonNode reference(String name, String place) {
        if (name.startsWith("AWS::")) {
            return pseudoParameter(name, place);
        }
        if (parameters.containsKey(name)) {
            return parameters.get(name);
        }
        var dot = name.indexOf('.');
        if (dot > 0) {
            return attribute(name.substring(0, dot), name.substring(dot + 1), place);
        }
        if (name.equals("ServerlessHttpApi") && !resources.has(name)) {
            return TextNode.valueOf(name);
        }
        return TextNode.valueOf(
                switch (type(name, place)) {
                    case "AWS::SQS::Queue" -> queueUrl(physical(name, "QueueName"));
                    case "AWS::Serverless::StateMachine" ->
                            Arns.stateMachine(physical(name, "Name"));
                    default -> physicalName(name);
                });
    }

    JsonNode attribute(String id, String attribute, String place) {
        var type = type(id, place);
        var name = physicalName(id);
        var value =
                switch (type + " " + attribute) {
                    case "AWS::Serverless::Function Arn" -> Arns.function(name);
                    case "AWS::Serverless::Function Alias" ->
                            Arns.function(name) + ":" + alias(id, place);
                    case "AWS::Serverless::Function Version" -> Arns.function(name) + ":1";
                    case "AWS::DynamoDB::Table Arn" -> Arns.table(name);
                    case "AWS::DynamoDB::Table StreamArn" -> Arns.table(name) + "/stream/local";
                    case "AWS::S3::Bucket Arn" -> "arn:aws:s3:::" + name;
                    case "AWS::SQS::Queue Arn" -> Arns.queue(name);
                    case "AWS::SQS::Queue QueueName" -> name;
                    case "AWS::SQS::Queue QueueUrl" -> queueUrl(name);
                    case "AWS::Serverless::StateMachine Arn" -> Arns.stateMachine(name);
                    case "AWS::Serverless::StateMachine Name" -> name;
                    case "AWS::Events::Rule Arn" -> Arns.rule(name);
                    case "AWS::IAM::Role Arn" -> "arn:aws:iam::" + Arns.ACCOUNT + ":role/" + name;
                    case "AWS::Serverless::HttpApi ApiEndpoint" -> Ports.address(ports.http());
                    case "AWS::Serverless::WebSocketApi ApiEndpoint" -> socketAddress();
                    default -> {
                        if (!TemplateReader.IGNORED.contains(type)) {
                            throw new TemplateException(
                                    place, "%s (%s) gives no %s".formatted(id, type, attribute));
                        }
                        yield Arns.of("local", id);
                    }
                };
        return TextNode.valueOf(value);
    }

    /** The name of a resource: the one it is given, else its logical id. */
    String physicalName(String id) {
        return switch (resources.path(id).path("Type").asText()) {
            case "AWS::Serverless::Function" -> physical(id, "FunctionName");
            case "AWS::DynamoDB::Table" -> physical(id, "TableName");
            // a bucket's name knows no capitals
            case "AWS::S3::Bucket" -> physical(id, "BucketName").toLowerCase(Locale.ROOT);
            case "AWS::SQS::Queue" -> physical(id, "QueueName");
            case "AWS::Serverless::StateMachine", "AWS::Events::Rule" -> physical(id, "Name");
            default -> id;
        };
    }

    String queueUrl(String name) {
        return Ports.address(ports.sqs()) + "/" + Arns.ACCOUNT + "/" + name;
    }

    /** An address that would lead to API Gateway leads to this machine instead. */
    String localAddress(String text) {
        if (!text.contains(PUBLIC_HOST)) {
            return text;
        }
        var result = text;
        for (var resource : resources.properties()) {
            var host = resource.getKey() + PUBLIC_HOST;
            switch (resource.getValue().path("Type").asText()) {
                case "AWS::Serverless::HttpApi" ->
                        result = result.replace("https://" + host, Ports.address(ports.http()));
                case "AWS::Serverless::WebSocketApi" ->
                        result =
                                result.replace("https://" + host, Ports.address(ports.services()))
                                        .replace("wss://" + host, socketAddress());
                default -> {}
            }
        }
        return result;
    }

    private String socketAddress() {
        return Ports.address(ports.http()).replace("http://", "ws://");
    }

    private String alias(String id, String place) {
        var own = resources.path(id).path("Properties").path("AutoPublishAlias");
        var alias = own.isMissingNode() ? globals.path("Function").path("AutoPublishAlias") : own;
        if (alias.isMissingNode()) {
            throw new TemplateException(place, id + " has no AutoPublishAlias");
        }
        return intrinsics.resolve(alias, place).asText();
    }

    private String physical(String id, String property) {
        var given = resources.path(id).path("Properties").path(property);
        if (given.isMissingNode()) {
            return id;
        }
        var place = "Resources." + id + ".Properties." + property;
        if (!underWay.add(id)) {
            throw new TemplateException(place, "the name refers to itself");
        }
        try {
            return intrinsics.resolve(given, place).asText();
        } finally {
            underWay.remove(id);
        }
    }

    private String type(String id, String place) {
        var resource = resources.path(id);
        if (resource.isMissingNode()) {
            throw new TemplateException(place, "no parameter or resource is called " + id);
        }
        if (resource.has("Condition")
                && !intrinsics.holds(resource.get("Condition").asText(), place)) {
            throw new TemplateException(place, id + " does not exist: its condition is false");
        }
        return resource.path("Type").asText();
    }

    private static JsonNode pseudoParameter(String name, String place) {
        return switch (name) {
            case "AWS::Region" -> TextNode.valueOf(Arns.REGION);
            case "AWS::AccountId" -> TextNode.valueOf(Arns.ACCOUNT);
            case "AWS::Partition" -> TextNode.valueOf("aws");
            case "AWS::StackName" -> TextNode.valueOf(STACK);
            case "AWS::StackId" ->
                    TextNode.valueOf(Arns.of("cloudformation", "stack/" + STACK + "/local"));
            case "AWS::URLSuffix" -> TextNode.valueOf("amazonaws.com");
            case "AWS::NotificationARNs" -> JsonNodeFactory.instance.arrayNode();
            case "AWS::NoValue" -> MissingNode.getInstance();
            default -> throw new TemplateException(place, name + " is not known");
        };
    }
}
