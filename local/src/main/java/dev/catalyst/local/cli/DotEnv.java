package dev.catalyst.local.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code .env}: lines {@code NAME=value}, quoted or not, comments; nothing is expanded. */
final class DotEnv {

    private static final Pattern LINE =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");

    private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
    private static final Pattern DOUBLE_QUOTED =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");

    private DotEnv() {}

    /**
     * The variables of the file, none if there is no file; throws {@link CannotServe} naming the
     * line.
     */
    static Map<String, String> read(Path file) {
        try {
            return parse(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> parse(List<String> lines) {
        var variables = new LinkedHashMap<String, String>();
        for (int number = 1; number <= lines.size(); number++) {
            var line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new CannotServe(
                        ".env, line %d: expected NAME=value or a comment".formatted(number));
            }
            variables.put(matcher.group(1), value(matcher.group(2), number));
        }
        return variables;
    }

    private static String value(String text, int number) {
        var single = SINGLE_QUOTED.matcher(text);
        if (single.matches()) {
            return single.group(1);
        }
        var twice = DOUBLE_QUOTED.matcher(text);
        if (twice.matches()) {
            return twice.group(1).replaceAll("\\\\(.)", "$1");
        }
        if (text.startsWith("'") || text.startsWith("\"")) {
            throw new CannotServe(".env, line %d: the quote is not closed".formatted(number));
        }
        return text.replaceFirst("(^|\\s+)#.*", "").strip();
    }
}
