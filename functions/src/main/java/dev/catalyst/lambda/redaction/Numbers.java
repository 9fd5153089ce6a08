package dev.catalyst.lambda.redaction;

import dev.catalyst.lambda.redaction.Redaction.Found;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Numbers of people: telephones, cards, bank accounts and national ids. Where a number has check
 * digits, they decide.
 */
final class Numbers {

    /** No number is longer, its blanks included. */
    private static final int LONGEST = 64;

    private static final int FEWEST_DIGITS = 8;
    private static final String ID = "[id]";
    private static final String PHONE = "[phone]";

    /** One kind of number: how it is written, whether its digits agree, and what stands for it. */
    private record Kind(Pattern written, Predicate<String> agrees, String mask) {

        static Kind of(String written, Predicate<String> agrees, String mask) {
            // no word goes on behind it
            return new Kind(Pattern.compile(written + "(?![\\p{L}\\p{N}_])"), agrees, mask);
        }

        static Kind of(String written, String mask) {
            return of(written, any -> true, mask);
        }
    }

    /** Kinds that begin with a digit: France, the United States, Brazil, Spain; telephones. */
    private static final List<Kind> OF_DIGITS =
            List.of(
                    Kind.of(
                            "[12] ?\\d\\d ?\\d\\d ?\\d\\d ?\\d{3} ?\\d{3} ?\\d\\d",
                            CheckDigits::isNir, ID),
                    Kind.of("(?!000|666|9)\\d{3}-(?!00)\\d\\d-(?!0000)\\d{4}", ID),
                    Kind.of("\\d{3}\\.\\d{3}\\.\\d{3}-\\d\\d", CheckDigits::isCpf, ID),
                    Kind.of("\\d{8}-?[A-Z]", CheckDigits::isDni, ID),
                    Kind.of("(?:1[-. ])?[2-9]\\d\\d([-.])[2-9]\\d\\d\\1\\d{4}", PHONE),
                    Kind.of("0[1-9]\\d{1,3}(?: ?/ ?|[ -])(?:\\d{6,8}|\\d{3,4} \\d{4})", PHONE));

    /** Kinds that begin with a capital: the United Kingdom, Spain, Italy. */
    private static final List<Kind> OF_LETTERS =
            List.of(
                    Kind.of(
                            "[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d\\d ?\\d\\d ?\\d\\d ?[A-D]",
                            ID),
                    Kind.of("[XYZ]-?\\d{7}-?[A-Z]", CheckDigits::isDni, ID),
                    Kind.of(
                            "[A-Z]{6}\\d\\d[A-EHLMPR-T]\\d\\d[A-Z]\\d{3}[A-Z]",
                            CheckDigits::isCodiceFiscale, ID));

    private static final List<Kind> INTERNATIONAL =
            List.of(Kind.of("\\+[1-9](?:[ .-]?(?:\\(\\d{1,4}\\)|\\d)){7,14}", PHONE));
    private static final List<Kind> IN_PARENTHESES =
            List.of(Kind.of("\\([2-9]\\d\\d\\) ?[2-9]\\d\\d[- .]\\d{4}", PHONE));

    /** How long the account numbers of each country are (ISO 13616). */
    private static final Map<String, Integer> IBAN_LENGTHS = ibanLengths();

    private Numbers() {}

    /** A number that begins with the word from `at` to `end`. */
    static Optional<Found> at(String text, int at, int end, char before, char beforeThat) {
        if (Chars.isDigit(text.charAt(at))) {
            boolean decimal = (before == '.' || before == ',') && Chars.isDigit(beforeThat);
            return decimal || !hasDigits(text, at)
                    ? Optional.empty()
                    : card(text, at).or(() -> first(OF_DIGITS, text, at));
        }
        return Chars.isUpper(text.charAt(at)) && mayBeNumber(text, at, end)
                ? iban(text, at).or(() -> first(OF_LETTERS, text, at))
                : Optional.empty();
    }

    /** A telephone number that begins with a plus sign or a parenthesis. */
    static Optional<Found> phone(String text, int at, char before) {
        boolean begins = !Chars.isDigit(before) && before != '+';
        if (!begins || at + 1 >= text.length() || !Chars.isDigit(text.charAt(at + 1))) {
            return Optional.empty();
        }
        return first(text.charAt(at) == '+' ? INTERNATIONAL : IN_PARENTHESES, text, at);
    }

    private static Optional<Found> first(List<Kind> kinds, String text, int at) {
        int most = Math.min(text.length(), at + LONGEST);
        for (var kind : kinds) {
            var match = kind.written().matcher(text).region(at, most).useTransparentBounds(true);
            if (match.lookingAt() && kind.agrees().test(match.group())) {
                return Found.at(match.end(), kind.mask());
            }
        }
        return Optional.empty();
    }

    private static boolean hasDigits(String text, int at) {
        int digits = 0;
        int most = Math.min(text.length(), at + LONGEST);
        for (int i = at; i < most && digits < FEWEST_DIGITS; i++) {
            char c = text.charAt(i);
            if (Chars.isDigit(c)) {
                digits++;
            } else if (" -./".indexOf(c) < 0) {
                return false;
            }
        }
        return digits == FEWEST_DIGITS;
    }

    private static boolean mayBeNumber(String text, int at, int end) {
        return end - at >= 2
                        && (Chars.isDigit(text.charAt(at + 1))
                                || end - at >= 3 && Chars.isDigit(text.charAt(at + 2))
                                || end - at == 2 && text.startsWith(" ", end)
                                || end - at == 16)
                || text.startsWith("-", end) && end - at == 1;
    }

    /** Digits, together or in groups that a blank or hyphen parts, the first of four. */
    private static Optional<Found> card(String text, int at) {
        var digits = new StringBuilder();
        int[] ends = new int[CheckDigits.LONGEST_CARD + 1];
        for (int i = at; i < text.length() && digits.length() < CheckDigits.LONGEST_CARD; i++) {
            char c = text.charAt(i);
            if (Chars.isDigit(c)) {
                digits.append(c);
                ends[digits.length()] = i + 1;
            } else if (c != ' ' && c != '-'
                    || digits.length() < 4
                    || !Chars.isDigit(text.charAt(i - 1))) {
                break;
            }
        }
        for (int length = digits.length(); length >= CheckDigits.SHORTEST_CARD; length--) {
            if (isBorder(text, ends[length]) && CheckDigits.isCard(digits.substring(0, length))) {
                return Found.at(ends[length], "[card]");
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> iban(String text, int at) {
        if (at + 4 > text.length()) {
            return Optional.empty();
        }
        Integer length = IBAN_LENGTHS.get(text.substring(at, at + 2));
        if (length == null || !Chars.isDigit(text.charAt(at + 2))) {
            return Optional.empty();
        }
        var number = new StringBuilder();
        int i = at;
        for (; i < text.length() && number.length() < length; i++) {
            char c = text.charAt(i);
            if (Chars.isDigit(c) || Chars.isUpper(c)) {
                number.append(c);
            } else if (c != ' ' || text.charAt(i - 1) == ' ') {
                break;
            }
        }
        return number.length() == length
                        && isBorder(text, i)
                        && CheckDigits.isIban(number.toString())
                ? Found.at(i, "[iban]")
                : Optional.empty();
    }

    private static boolean isBorder(String text, int at) {
        return at >= text.length() || !Chars.isWord(text.charAt(at));
    }

    private static Map<String, Integer> ibanLengths() {
        var lengths = new HashMap<String, Integer>();
        for (var entry :
                ("15NO 16BE 18DK FI FO GL NL SD 19MK SI 20AT BA EE KZ LT LU MN XK 21CH HR LI LV"
                                + " 22BG BH CR DE GB GE IE ME RS VA 23AE GI IL IQ OM SO TL"
                                + " 24AD CZ ES MD PK RO SA SE SK TN VG 25LY PT ST 26IS TR"
                                + " 27BI DJ FR GR IT MC MR SM 28AL AZ BY CY DO GT HU LB NI PL SV"
                                + " 29BR EG PS QA UA 30JO KW MU YE 31MT SC 32LC 33RU")
                        .split(" ")) {
            // two digits begin the countries of another length
            boolean longer = Chars.isDigit(entry.charAt(0));
            int length = longer ? Integer.parseInt(entry.substring(0, 2)) : lengths.get("");
            lengths.put("", length);
            lengths.put(entry.substring(longer ? 2 : 0), length);
        }
        lengths.remove("");
        return Map.copyOf(lengths);
    }
}
