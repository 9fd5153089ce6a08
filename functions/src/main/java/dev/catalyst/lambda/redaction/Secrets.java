package dev.catalyst.lambda.redaction;

import dev.catalyst.lambda.redaction.Redaction.Found;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Keys and tokens: by how their issuers begin them, by the name before them, by their disorder. */
final class Secrets {

    private static final String MASK = "[secret]";

    /** What a key begins with, how many characters follow at least, and whether a digit must. */
    private record Prefix(String text, int least, boolean withDigit) {}

    private static final List<Prefix> PREFIXES =
            List.of(
                    new Prefix("sk-", 16, true),
                    new Prefix("sk_live_", 16, false),
                    new Prefix("sk_test_", 16, false),
                    new Prefix("rk_live_", 16, false),
                    new Prefix("ghp_", 20, false),
                    new Prefix("gho_", 20, false),
                    new Prefix("ghu_", 20, false),
                    new Prefix("ghs_", 20, false),
                    new Prefix("ghr_", 20, false),
                    new Prefix("github_pat_", 20, false),
                    new Prefix("glpat-", 16, false),
                    new Prefix("xoxa-", 10, true),
                    new Prefix("xoxb-", 10, true),
                    new Prefix("xoxp-", 10, true),
                    new Prefix("xoxr-", 10, true),
                    new Prefix("xoxs-", 10, true),
                    new Prefix("AKIA", 16, false),
                    new Prefix("ASIA", 16, false),
                    new Prefix("AIza", 30, false),
                    new Prefix("hf_", 20, false),
                    new Prefix("npm_", 30, false),
                    new Prefix("pypi-", 30, false),
                    new Prefix("dop_v1_", 30, false));

    /** Which prefixes begin with a character. */
    private static final List<List<Prefix>> BY_FIRST = byFirst();

    private static final String NAME_ENDS =
            "password|passwd|passphrase|secret|token|apikey|api_key|access_key|accesskey|secret_key"
                    + "|secretkey|private_key|privatekey|signature|credential|authorization|cookie"
                    + "|ticket|jwt|accesskeyid";

    private static final List<String> ENDS = List.of(NAME_ENDS.split("\\|"));
    private static final Set<String> NAMES = Set.of("pwd", "session", "sessionid", "sid", "sig");
    private static final Set<String> KINDS_OF_KEY = Set.of("api", "access", "secret", "private");
    private static final int LONGEST_NAME = 64;
    private static final int MOST_BLANKS = 3;
    private static final int SHORTEST_RANDOM = 20;

    private Secrets() {}

    /** The value behind a name. */
    record Value(int begin, int end) {}

    /** A key that begins with the word from `at` to `end`. */
    static Optional<Found> at(String text, int at, int end) {
        char first = text.charAt(at);
        if (first >= 128) {
            return Optional.empty();
        }
        for (var prefix : BY_FIRST.get(first)) {
            if (text.startsWith(prefix.text(), at) && follows(text, at, prefix)) {
                return Found.at(Chars.tokenEnd(text, at), MASK);
            }
        }
        return switch (first) {
            case 'e' -> jwt(text, at);
            case 'B', 'b' -> scheme(text, at, end);
            default -> Optional.empty();
        };
    }

    private static boolean follows(String text, int at, Prefix prefix) {
        int begin = at + prefix.text().length();
        int most = Math.min(text.length(), begin + LONGEST_NAME);
        int end = begin;
        boolean digit = false;
        while (end < most && Chars.isToken(text.charAt(end))) {
            digit |= Chars.isDigit(text.charAt(end));
            end++;
        }
        return end - begin >= prefix.least() && (digit || !prefix.withDigit());
    }

    /** A JSON Web Token: three parts in base64, the last of which may be empty. */
    private static Optional<Found> jwt(String text, int at) {
        boolean begins = at == 0 || !Chars.isToken(text.charAt(at - 1));
        if (!begins || !text.startsWith("eyJ", at)) {
            return Optional.empty();
        }
        int header = Chars.tokenEnd(text, at);
        if (header - at < 8 || !isDot(text, header)) {
            return Optional.empty();
        }
        int claims = Chars.tokenEnd(text, header + 1);
        if (claims - header < 4) {
            return Optional.empty();
        }
        return Found.at(isDot(text, claims) ? Chars.tokenEnd(text, claims + 1) : claims, MASK);
    }

    private static boolean isDot(String text, int at) {
        return at < text.length() && text.charAt(at) == '.';
    }

    /** As in the header Authorization; the scheme stays. */
    private static Optional<Found> scheme(String text, int at, int end) {
        boolean named =
                end - at == 6 && text.regionMatches(true, at, "bearer", 0, 6)
                        || end - at == 5 && text.regionMatches(true, at, "basic", 0, 5);
        if (!named || end >= text.length() || text.charAt(end) != ' ') {
            return Optional.empty();
        }
        int close = end + 1;
        boolean digit = false;
        while (close < text.length() && isCredential(text.charAt(close))) {
            digit |= Chars.isDigit(text.charAt(close));
            close++;
        }
        int length = close - end - 1;
        return length >= 20 || length >= 6 && digit
                ? Found.at(close, text.substring(at, end + 1) + MASK)
                : Optional.empty();
    }

    private static boolean isCredential(char c) {
        return Chars.isToken(c) || "._~+/=".indexOf(c) >= 0;
    }

    /**
     * The value of `name=value`, `name: value` or `"name": "value"`, where the word is the end of
     * the name of a secret. What may be code or prose counts if it looks like a value.
     *
     * @param before the character before the word
     */
    static Optional<Value> valueOf(String text, int at, int end, char before) {
        if (end >= text.length() || "=:\"'\\ ".indexOf(text.charAt(end)) < 0) {
            return Optional.empty();
        }
        int place = quote(text, end);
        boolean named = place > end;
        int separator = blanks(text, place);
        char sign = charAt(text, separator);
        char next = charAt(text, separator + 1);
        if (sign != '=' && sign != ':' || next == '=' || next == ':' || next == '>') {
            return Optional.empty();
        }
        if (!isSecret(text, at, end, before)) {
            return Optional.empty();
        }
        int begin = blanks(text, separator + 1);
        int open = quote(text, begin);
        if (open > begin) {
            int close = open;
            while (close < text.length() && "\"'\\\r\n[".indexOf(text.charAt(close)) < 0) {
                close++;
            }
            return value(open, close, close - open >= 4);
        }
        boolean spaced = separator > place || begin > separator + 1;
        if (named || sign == '=' && spaced) {
            return Optional.empty();
        }
        return plain(text, begin, sign, isParameter(text, at));
    }

    private static Optional<Value> plain(String text, int begin, char sign, boolean parameter) {
        int look = begin;
        boolean digit = false;
        while (look < begin + LONGEST_NAME && isPlain(charAt(text, look))) {
            digit |= Chars.isDigit(text.charAt(look));
            look++;
        }
        int length = look - begin;
        boolean like =
                sign == ':'
                        ? length >= 8 && digit
                        : parameter && length > 0
                                || charAt(text, look) != '('
                                        && (length >= 16 || length >= 6 && digit);
        // only what is hidden, and so passed over, is looked at to its end
        int close = look;
        while (like && isPlain(charAt(text, close))) {
            close++;
        }
        return value(begin, close, like);
    }

    private static Optional<Value> value(int begin, int end, boolean like) {
        return like ? Optional.of(new Value(begin, end)) : Optional.empty();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && "\"'&,;<>(){}[]\\".indexOf(c) < 0;
    }

    private static int quote(String text, int at) {
        int place = charAt(text, at) == '\\' ? at + 1 : at;
        char c = charAt(text, place);
        return c == '"' || c == '\'' ? place + 1 : at;
    }

    private static int blanks(String text, int at) {
        int place = at;
        while (place < at + MOST_BLANKS && charAt(text, place) == ' ') {
            place++;
        }
        return place;
    }

    private static boolean isSecret(String text, int at, int end, char before) {
        if (end - at > LONGEST_NAME) {
            return false;
        }
        var name = text.substring(at, end).toLowerCase(Locale.ROOT);
        if (name.equals("key") && before == '-') {
            int begin = at - 1;
            while (begin > 0 && at - begin < 10 && Chars.isWord(text.charAt(begin - 1))) {
                begin--;
            }
            var kind = text.substring(begin, at - 1).toLowerCase(Locale.ROOT);
            return KINDS_OF_KEY.contains(kind);
        }
        return NAMES.contains(name) || ENDS.stream().anyMatch(name::endsWith);
    }

    /** Whether the name is that of a parameter of an address. */
    private static boolean isParameter(String text, int at) {
        int begin = at;
        while (begin > 0 && at - begin < LONGEST_NAME && Chars.isToken(text.charAt(begin - 1))) {
            begin--;
        }
        return begin > 0 && (text.charAt(begin - 1) == '?' || text.charAt(begin - 1) == '&');
    }

    private static char charAt(String text, int at) {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    /**
     * Whether a word changes between small letters, capitals and digits as often as chance does: 62
     * % of the steps in base 62, while words written together change in a third of them.
     */
    static boolean isRandom(String text, int at, int end) {
        int length = end - at;
        if (length < SHORTEST_RANDOM) {
            return false;
        }
        int[] counts = new int[3];
        int changes = 0;
        int last = -1;
        for (int i = at; i < end; i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                return false;
            }
            if (c == '_') {
                continue;
            }
            int kind = Chars.isDigit(c) ? 0 : Chars.isUpper(c) ? 1 : 2;
            counts[kind]++;
            changes += last >= 0 && kind != last ? 1 : 0;
            last = kind;
        }
        return counts[0] >= 2
                && counts[1] >= 2
                && counts[2] >= 2
                && changes * 100L >= 45L * (length - 1);
    }

    private static List<List<Prefix>> byFirst() {
        return IntStream.range(0, 128)
                .mapToObj(
                        first ->
                                PREFIXES.stream()
                                        .filter(prefix -> prefix.text().charAt(0) == first)
                                        .toList())
                .toList();
    }
}
