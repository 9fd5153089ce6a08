package dev.catalyst.local.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON that the template holds or points to. */
final class Definitions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_]+)}");

    private Definitions() {}

    /** A state machine's definition, every {@code ${name}} substituted. */
    static String read(Path file, Map<String, String> substitutions, String place) {
        if (!Files.isRegularFile(file)) {
            throw new TemplateException(place, "no such file: " + file);
        }
        try {
            var text =
                    VARIABLE.matcher(Files.readString(file))
                            .replaceAll(match -> substitute(match.group(1), substitutions, place));
            return json(text, place).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text, String place) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new TemplateException(place, "not JSON: " + e.getMessage());
        }
    }

    private static String substitute(String name, Map<String, String> values, String place) {
        var value = values.get(name);
        if (value == null) {
            throw new TemplateException(place, "DefinitionSubstitutions has no " + name);
        }
        return Matcher.quoteReplacement(value);
    }
}
