package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** CloudFormation's intrinsic functions; a missing node stands for {@code AWS::NoValue}. */
final class Intrinsics {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]*)}");

    private final JsonNode conditions;
    private final JsonNode mappings;
    private final Names names;

    Intrinsics(JsonNode document, Names names) {
        this.conditions = document.path("Conditions");
        this.mappings = document.path("Mappings");
        this.names = names;
    }

    /** The value with every intrinsic inside replaced. */
    JsonNode resolve(JsonNode node, String place) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            items(node, place).forEach(array::add);
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        var first = node.size() == 1 ? node.fieldNames().next() : "";
        if (first.equals("Ref") || first.startsWith("Fn::")) {
            return call(first, node.get(first), place);
        }
        var object = JsonNodeFactory.instance.objectNode();
        for (var field : node.properties()) {
            var value = resolve(field.getValue(), place + "." + field.getKey());
            if (!value.isMissingNode()) {
                object.set(field.getKey(), value);
            }
        }
        return object;
    }

    /** Whether the condition of that name holds. */
    boolean holds(String condition, String place) {
        if (!conditions.has(condition)) {
            throw new TemplateException(place, "no condition is called " + condition);
        }
        return truth(conditions.get(condition), "Conditions." + condition);
    }

    private JsonNode call(String function, JsonNode argument, String place) {
        return switch (function) {
            case "Ref" -> names.reference(argument.asText(), place);
            case "Fn::GetAtt" -> {
                var parts = items(argument, place);
                yield names.attribute(parts.get(0).asText(), parts.get(1).asText(), place);
            }
            case "Fn::Sub" -> substitute(argument, place);
            case "Fn::Join" -> {
                var texts = texts(resolve(argument.path(1), place), place);
                yield TextNode.valueOf(String.join(argument.path(0).asText(), texts));
            }
            case "Fn::Split" -> {
                var array = JsonNodeFactory.instance.arrayNode();
                var separator = Pattern.quote(argument.path(0).asText());
                for (var part :
                        text(resolve(argument.path(1), place), place).split(separator, -1)) {
                    array.add(part);
                }
                yield array;
            }
            case "Fn::Select" -> select(argument, place);
            case "Fn::FindInMap" -> findInMap(argument, place);
            case "Fn::If" -> {
                var branch = holds(argument.path(0).asText(), place) ? 1 : 2;
                yield resolve(argument.path(branch), place);
            }
            case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not" -> {
                yield BooleanNode.valueOf(truth(function, argument, place));
            }
            default -> throw new TemplateException(place, function + " is not served locally");
        };
    }

    private boolean truth(JsonNode node, String place) {
        var field = node.properties().stream().findFirst();
        if (field.isEmpty()) {
            throw new TemplateException(place, "not a condition: " + node);
        }
        return truth(field.get().getKey(), field.get().getValue(), place);
    }

    private boolean truth(String function, JsonNode argument, String place) {
        return switch (function) {
            case "Condition" -> holds(argument.asText(), place);
            case "Fn::Equals" -> {
                var sides = texts(resolve(argument, place), place);
                yield sides.get(0).equals(sides.get(1));
            }
            case "Fn::Not" -> !truth(argument.path(0), place);
            case "Fn::And" -> children(argument).allMatch(each -> truth(each, place));
            case "Fn::Or" -> children(argument).anyMatch(each -> truth(each, place));
            default -> throw new TemplateException(place, function + " is no condition");
        };
    }

    private JsonNode substitute(JsonNode argument, String place) {
        var own = argument.isArray() ? argument.path(1) : MissingNode.getInstance();
        var text = argument.isArray() ? argument.path(0).asText() : argument.asText();
        var result =
                VARIABLE.matcher(text)
                        .replaceAll(
                                match -> {
                                    var name = match.group(2).strip();
                                    if (!match.group(1).isEmpty()) {
                                        return Matcher.quoteReplacement("${" + name + "}");
                                    }
                                    var value =
                                            own.has(name)
                                                    ? resolve(own.get(name), place)
                                                    : names.named(name, place);
                                    return Matcher.quoteReplacement(text(value, place));
                                });
        return TextNode.valueOf(names.localAddress(result));
    }

    private JsonNode select(JsonNode argument, String place) {
        var list = resolve(argument.path(1), place);
        var index = resolve(argument.path(0), place).asInt(-1);
        if (!list.has(index)) {
            throw new TemplateException(place, "Fn::Select: no element " + index + " in " + list);
        }
        return list.get(index);
    }

    private JsonNode findInMap(JsonNode argument, String place) {
        var found = mappings;
        for (var key : texts(resolve(argument, place), place)) {
            found = found.path(key);
        }
        if (found.isMissingNode()) {
            throw new TemplateException(place, "Fn::FindInMap finds nothing for " + argument);
        }
        return found;
    }

    private List<JsonNode> items(JsonNode array, String place) {
        var items = new ArrayList<JsonNode>();
        for (var i = 0; i < array.size(); i++) {
            var value = resolve(array.get(i), place + "[" + i + "]");
            if (!value.isMissingNode()) {
                items.add(value);
            }
        }
        return items;
    }

    private static Stream<JsonNode> children(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static List<String> texts(JsonNode list, String place) {
        if (!(list instanceof ArrayNode)) {
            throw new TemplateException(place, "a list was expected, not " + list);
        }
        return children(list).map(each -> text(each, place)).toList();
    }

    private static String text(JsonNode value, String place) {
        if (!value.isValueNode()) {
            throw new TemplateException(place, "a text was expected, not " + value);
        }
        return value.asText();
    }
}
