package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A mapping of the template: what is neither read from it nor ignored by name is refused. */
final class Block {

    private final String place;
    private final JsonNode node;
    private final Intrinsics intrinsics;
    private final Set<String> known = new HashSet<>();

    Block(String place, JsonNode node, Intrinsics intrinsics) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw new TemplateException(place, "a mapping was expected, not " + node);
        }
        this.place = place;
        this.node = node;
        this.intrinsics = intrinsics;
    }

    String place() {
        return place;
    }

    /** The value with its intrinsics resolved; missing if absent. */
    JsonNode value(String name) {
        known.add(name);
        return node.has(name)
                ? intrinsics.resolve(node.get(name), place(name))
                : MissingNode.getInstance();
    }

    Optional<String> text(String name) {
        var value = value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            throw new TemplateException(place(name), "a text was expected, not " + value);
        }
        return Optional.of(value.asText());
    }

    String requireText(String name) {
        return text(name).orElseThrow(() -> new TemplateException(place, name + " is missing"));
    }

    OptionalInt number(String name) {
        var text = text(name);
        try {
            return text.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(text.get()));
        } catch (NumberFormatException e) {
            throw new TemplateException(place(name), "a number was expected, not " + text.get());
        }
    }

    Duration seconds(String name, int otherwise) {
        return Duration.ofSeconds(number(name).orElse(otherwise));
    }

    boolean flag(String name, boolean otherwise) {
        return text(name).map(Boolean::parseBoolean).orElse(otherwise);
    }

    List<String> texts(String name) {
        var values = new ArrayList<String>();
        value(name).forEach(each -> values.add(each.asText()));
        return values;
    }

    Optional<Block> block(String name) {
        var value = value(name);
        return value.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Block(place(name), value, intrinsics));
    }

    List<Block> blocks(String name) {
        var blocks = new ArrayList<Block>();
        for (var each : value(name)) {
            blocks.add(new Block(place(name) + "[" + blocks.size() + "]", each, intrinsics));
        }
        return blocks;
    }

    /** The mapping's own members, in order. */
    Map<String, Block> members(String name) {
        var members = new LinkedHashMap<String, Block>();
        for (var field : value(name).properties()) {
            var at = place(name) + "." + field.getKey();
            members.put(field.getKey(), new Block(at, field.getValue(), intrinsics));
        }
        return members;
    }

    /** A mapping of names to texts. */
    Map<String, String> textMap(String name) {
        var texts = new LinkedHashMap<String, String>();
        for (var field : value(name).properties()) {
            if (!field.getValue().isValueNode()) {
                throw new TemplateException(
                        place(name) + "." + field.getKey(),
                        "a text was expected, not " + field.getValue());
            }
            texts.put(field.getKey(), field.getValue().asText());
        }
        return texts;
    }

    Block ignore(String... names) {
        known.addAll(List.of(names));
        return this;
    }

    Block ignore(Set<String> names) {
        known.addAll(names);
        return this;
    }

    /** Refuses what was neither read nor ignored. */
    void close() {
        node.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!known.contains(name)) {
                                throw new TemplateException(
                                        place(name),
                                        "the local host does not serve this property; remove it, or"
                                                + " teach dev.catalyst.local.template to read or"
                                                + " ignore it");
                            }
                        });
    }

    private String place(String name) {
        return place + "." + name;
    }
}
