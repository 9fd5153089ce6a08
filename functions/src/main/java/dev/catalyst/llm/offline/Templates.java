package dev.catalyst.llm.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of generated applications, as resources with <code>{{names}}</code> to be filled in.
 */
final class Templates {

    private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)}}");

    private Templates() {}

    /** The resource {@code offline/<path>.tmpl} with every name replaced by its value. */
    static String render(String path, Map<String, String> values) {
        return NAME.matcher(load(path))
                .replaceAll(
                        name -> {
                            String value = values.get(name.group(1));
                            if (value == null) {
                                throw new IllegalArgumentException(
                                        path + " needs a value for " + name.group(1));
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }

    /** The text as a Java string literal of ASCII characters. */
    static String javaString(String text) {
        var out = new StringBuilder("\"");
        text.chars()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                out.append('\\').append((char) c);
                            } else if (c >= ' ' && c < 0x7f) {
                                out.append((char) c);
                            } else {
                                out.append(String.format("\\u%04x", c));
                            }
                        });
        return out.append('"').toString();
    }

    private static String load(String path) {
        var resource = "/offline/" + path + ".tmpl";
        try (InputStream in = Templates.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no template " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
