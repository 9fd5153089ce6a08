package dev.catalyst.lambda;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The values of the configured secrets, which nobody may read in a log, event, error or file. */
public final class Secrets {

    private static final String MASK = "***";

    private final List<String> values;

    private Secrets(Collection<String> values) {
        this.values = List.copyOf(values);
    }

    /** The values of those of the variables that are secrets. */
    public static Secrets of(Map<String, String> variables) {
        var secrets =
                Variables.TABLE.stream()
                        .filter(Variable::secret)
                        .map(variable -> variables.getOrDefault(variable.name(), "").strip());
        var proxies =
                Stream.of("HTTPS_PROXY", "HTTP_PROXY")
                        .flatMap(name -> password(variables.getOrDefault(name, "")).stream());
        return of(Stream.concat(secrets, proxies).toList());
    }

    /** These values, and the forms they take inside JSON and addresses. */
    public static Secrets of(Collection<String> values) {
        return new Secrets(
                values.stream()
                        .filter(value -> !value.isBlank())
                        .flatMap(value -> Stream.of(value, inJson(value), inAddress(value)))
                        .distinct()
                        .toList());
    }

    /**
     * The text with each secret in it replaced by {@code ***}; the same text if there is none. One
     * pass of {@link String#indexOf(String)} for each secret: milliseconds for megabytes.
     */
    public String mask(String text) {
        var found = new BitSet();
        for (var value : values) {
            for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
                found.set(at, at + value.length());
            }
        }
        return found.isEmpty() ? text : masked(text, found);
    }

    /** Whether the text holds a secret. */
    public boolean isIn(String text) {
        return values.stream().anyMatch(text::contains);
    }

    private static String masked(String text, BitSet found) {
        var parts = new ArrayList<String>();
        int end = 0;
        for (int at = found.nextSetBit(0); at >= 0; at = found.nextSetBit(end)) {
            parts.add(text.substring(end, at));
            end = found.nextClearBit(at);
        }
        parts.add(text.substring(end));
        return String.join(MASK, parts);
    }

    private static String inJson(String value) {
        var quoted = Json.write(value);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String inAddress(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Optional<String> password(String proxy) {
        if (!proxy.contains("@") || !Rules.url().allows(proxy.strip())) {
            return Optional.empty();
        }
        return Optional.ofNullable(URI.create(proxy.strip()).getUserInfo())
                .map(user -> user.substring(user.indexOf(':') + 1));
    }
}
