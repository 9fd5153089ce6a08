package dev.catalyst.lambda;

import dev.catalyst.lambda.Variable.Rule;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules that values of the configuration follow. */
final class Rules {

    static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Rules() {}

    static Rule oneOf(String... values) {
        return new Rule("must be one of " + String.join(", ", values), List.of(values)::contains);
    }

    static Rule bool() {
        return new Rule("must be true or false", List.of("true", "false")::contains);
    }

    static Rule whole(String words, long least, long most) {
        return new Rule(words, value -> within(value, least, most));
    }

    static Rule positive() {
        return whole("must be a positive whole number", 1, Integer.MAX_VALUE);
    }

    static Rule positiveOrOff() {
        return whole(
                "must be a positive whole number, or 0 to turn it off in development",
                0,
                Integer.MAX_VALUE);
    }

    static Rule dollars(boolean mayBeOff) {
        return new Rule(
                mayBeOff
                        ? "must be a positive amount in USD, or 0 to turn it off in development"
                        : "must be a positive amount in USD",
                value ->
                        value.matches("\\d{1,9}(\\.\\d{1,9})?")
                                && (mayBeOff || new BigDecimal(value).signum() > 0));
    }

    static Rule pattern(String words, String regex) {
        var pattern = Pattern.compile(regex);
        return new Rule(words, value -> pattern.matcher(value).matches());
    }

    static Rule text() {
        return pattern("must be one line of text", "[^\\p{Cntrl}]{1,500}");
    }

    static Rule model() {
        return pattern(
                "must be a model's name as its provider writes it",
                "[A-Za-z0-9][\\w.:/@+-]{0,299}");
    }

    /** A token or password: what cannot be part of one comes from a mistake in copying. */
    static Rule token() {
        return pattern(
                "must be 8 characters at least, without spaces or line breaks",
                "[\\x21-\\x7e]{8,4096}");
    }

    static Rule bytes(int least) {
        return new Rule(
                "must have " + least + " bytes at least",
                value -> value.getBytes(StandardCharsets.UTF_8).length >= least);
    }

    static Rule url() {
        return new Rule("must be an address that starts with http:// or https://", Rules::isUrl);
    }

    static Rule safeUrl() {
        return new Rule(
                "must be an address that starts with https:// (http:// on loopback only)",
                value -> isUrl(value) && (value.startsWith("https:") || onLoopback(value)));
    }

    static Rule origins() {
        return new Rule(
                "must be * or a comma-separated list of origins, each scheme and host without a path",
                value -> value.equals("*") || items(value).stream().allMatch(Rules::isOrigin));
    }

    static Rule hosts() {
        return new Rule(
                "must be a comma-separated list of host names",
                value ->
                        items(value).stream()
                                .allMatch(
                                        host ->
                                                host.matches(
                                                        "(\\*\\.)?[A-Za-z0-9.-]{1,253}(:\\d{1,5})?")));
    }

    static List<String> items(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    private static boolean within(String value, long least, long most) {
        // ten digits: more than any bound here, and still a long
        return value.matches("\\d{1,10}")
                && Long.parseLong(value) >= least
                && Long.parseLong(value) <= most;
    }

    private static boolean isUrl(String value) {
        try {
            var uri = new URI(value);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean onLoopback(String value) {
        return LOOPBACK.contains(URI.create(value).getHost());
    }

    private static boolean isOrigin(String value) {
        return value.equals("*")
                || (isUrl(value)
                        && URI.create(value).getRawPath().isEmpty()
                        && !value.contains("?")
                        && !value.contains("#"));
    }
}
