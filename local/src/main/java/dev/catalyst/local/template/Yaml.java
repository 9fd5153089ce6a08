package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import java.math.BigDecimal;
import java.math.BigInteger;

/** YAML as a JSON tree, CloudFormation's short tags written out: {@code !Ref a} is {"Ref": "a"}. */
final class Yaml {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Yaml() {}

    static JsonNode read(String text) {
        var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .map(Yaml::tree)
                    .orElseGet(NODES::objectNode);
        } catch (YamlEngineException e) {
            throw new TemplateException("not YAML", e.getMessage());
        }
    }

    private static JsonNode tree(Node node) {
        var tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return plain(node);
        }
        var name = tag.substring(1);
        var value = plain(node);
        if (name.equals("GetAtt") && value.isTextual()) {
            var dot = value.textValue().indexOf('.');
            if (dot < 0) {
                throw new TemplateException(place(node), "!GetAtt wants Resource.Attribute");
            }
            value =
                    NODES.arrayNode()
                            .add(value.textValue().substring(0, dot))
                            .add(value.textValue().substring(dot + 1));
        }
        var key = name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name;
        return NODES.objectNode().set(key, value);
    }

    private static JsonNode plain(Node node) {
        return switch (node) {
            case MappingNode mapping -> object(mapping);
            case SequenceNode sequence -> {
                var array = NODES.arrayNode();
                sequence.getValue().forEach(item -> array.add(tree(item)));
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new TemplateException(place(node), "not a YAML value");
        };
    }

    private static ObjectNode object(MappingNode mapping) {
        var object = NODES.objectNode();
        for (var pair : mapping.getValue()) {
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                throw new TemplateException(place(pair.getKeyNode()), "a key must be text");
            }
            if (object.has(key.getValue())) {
                throw new TemplateException(place(key), key.getValue() + " stands here twice");
            }
            object.set(key.getValue(), tree(pair.getValueNode()));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        var tag = scalar.getTag();
        var text = scalar.getValue();
        if (tag.equals(Tag.INT) && text.matches("[-+]?[0-9]+")) {
            return NODES.numberNode(new BigInteger(text));
        }
        if (tag.equals(Tag.FLOAT) && text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
            return NODES.numberNode(new BigDecimal(text));
        }
        if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(Boolean.parseBoolean(text));
        }
        return tag.equals(Tag.NULL) ? NODES.nullNode() : NODES.textNode(text);
    }

    private static String place(Node node) {
        return node.getStartMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("somewhere");
    }
}
