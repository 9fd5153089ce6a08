package dev.catalyst.llm.offline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a field's values are, told from its words and from what stands in brackets after them. */
final class FieldReader {

    private static final Set<String> WHOLE =
            Vocabulary.words("year years minutes quantity count days rating");
    private static final Set<String> DECIMALS = Vocabulary.words("price amount cost costs");
    private static final Set<String> QUESTIONS = Vocabulary.words("is whether has was are can");
    private static final Set<String> PREPOSITIONS =
            Vocabulary.words(
                    "of in per for to on at by from with until since between until after before");
    private static final Set<String> ADVERBS =
            Vocabulary.words("already not yet ever never still now well almost");

    private static final Set<String> IRREGULAR_PARTICIPLES =
            Vocabulary.words(
                    """
                    done gone read unread paid unpaid sold unsold bought lent sent unsent seen unseen eaten taken broken written
                    given known unknown shown drawn flown worn won lost found kept left met built made held hidden forgotten
                    frozen stolen spoken chosen driven fallen grown beaten bitten begun sung spent taught caught brought fed
                    led dug hung stuck struck torn sworn woven proven undone understood withdrawn overdrawn
                    favourite favorite
                    """);

    private static final Set<String> NO_PARTICIPLES =
            Vocabulary.words(
                    """
                    bed shed sled seabed flatbed biped quadruped moped hundred kindred watershed infrared hatred bobsled feed
                    seed need speed breed weed deed reed greed steed creed tweed heed bleed indeed seaweed newsfeed homestead
                    embed sacred naked wicked bloodshed
                    """);

    private static final Pattern RANGE =
            Pattern.compile("(-?\\d{1,9}) ?(?:-|to|–|\\.\\.) ?(-?\\d{1,9})");
    private static final Pattern YES_OR_NO =
            Pattern.compile("(?:yes|true|y) ?(?:/|or) ?(?:no|false|n)");
    private static final Set<String> REMARKS =
            Vocabulary.words("optional required unique mandatory iso a an only");
    private static final Pattern NUMBERS = Pattern.compile("-?\\d{1,18}");

    private FieldReader() {}

    /** The kind by the brackets' content (null for none) if it tells, else by the words. */
    static Kind kind(List<String> words, String brackets) {
        var told = byWords(words);
        var stated = Optional.ofNullable(brackets).flatMap(FieldReader::stated).orElse(told);
        boolean sameNumber = stated instanceof Kind.Decimal && told instanceof Kind.WholeNumber;
        return sameNumber && brackets.contains("number") ? told : stated;
    }

    private static Optional<Kind> stated(String brackets) {
        var text = brackets.strip().toLowerCase(Locale.ROOT);
        var range = RANGE.matcher(text);
        if (range.matches()) {
            long first = Long.parseLong(range.group(1));
            long last = Long.parseLong(range.group(2));
            return Optional.of(new Kind.WholeNumber(Math.min(first, last), Math.max(first, last)));
        }
        if (text.startsWith("eg ") || text.startsWith("such as ") || text.startsWith("like ")) {
            return Optional.empty();
        }
        if (YES_OR_NO.matcher(text).matches()) {
            return Optional.of(new Kind.YesOrNo());
        }
        if (text.startsWith("whole number")) {
            return Optional.of(Kind.WholeNumber.ANY);
        }
        var hints = Arrays.stream(text.split("[,;/ ]+")).toList();
        if (!hints.isEmpty() && hints.stream().allMatch(FieldReader::isHint)) {
            return hints.stream().map(FieldReader::hinted).flatMap(Optional::stream).findFirst();
        }
        return choices(brackets);
    }

    private static boolean isHint(String word) {
        return hinted(word).isPresent() || REMARKS.contains(word);
    }

    static Optional<Kind> hinted(String word) {
        return switch (word) {
            case "text", "string", "str", "varchar", "longtext" -> Optional.of(new Kind.Text());
            case "integer", "int", "long", "integers" -> Optional.of(Kind.WholeNumber.ANY);
            case "decimal", "float", "double", "number", "numeric", "money", "currency" ->
                    Optional.of(new Kind.Decimal());
            case "date" -> Optional.of(new Kind.Date());
            case "boolean", "bool", "checkbox", "flag" -> Optional.of(new Kind.YesOrNo());
            default -> Optional.empty();
        };
    }

    /** Two values or more, parted by commas, slashes or "or"; one alone is a remark. */
    private static Optional<Kind> choices(String brackets) {
        var parts =
                brackets.replaceFirst("(?i)^\\s*(?:one of|either)\\s*:?\\s+", "")
                        .split("\\s*[,;/|]\\s*");
        var last =
                parts[parts.length - 1]
                        .replaceFirst("(?i)^(?:and|or)\\s+", "")
                        .split("(?i)\\s+(?:and|or)\\s+");
        var choices =
                Stream.concat(Arrays.stream(parts).limit(parts.length - 1L), Arrays.stream(last))
                        .map(
                                choice ->
                                        choice.replaceAll("[\"“”'`;()\\[\\]{}\\p{Cntrl}]", "")
                                                .strip())
                        .filter(choice -> !choice.isEmpty())
                        .distinct()
                        .toList();
        if (choices.size() < 2) {
            return Optional.empty();
        }
        var lower = choices.stream().map(choice -> choice.toLowerCase(Locale.ROOT)).toList();
        if (lower.size() == 2 && lower.containsAll(List.of("true", "false"))) {
            return Optional.of(new Kind.YesOrNo());
        }
        if (choices.stream().allMatch(choice -> NUMBERS.matcher(choice).matches())) {
            return Optional.of(
                    new Kind.OneOfNumbers(choices.stream().map(Long::valueOf).distinct().toList()));
        }
        return Optional.of(new Kind.OneOf(choices));
    }

    private static Kind byWords(List<String> words) {
        if (QUESTIONS.contains(words.getFirst()) && words.size() > 1
                || words.getFirst().equals("whether")) {
            return new Kind.YesOrNo();
        }
        var head = head(words);
        return noun(head.getLast())
                .or(() -> nounOfParticiple(head))
                .orElseGet(() -> isCondition(words) ? new Kind.YesOrNo() : new Kind.Text());
    }

    /** The words before a preposition: "price per night" is a price, "date of birth" a date. */
    private static List<String> head(List<String> words) {
        for (int i = 1; i < words.size(); i++) {
            if (PREPOSITIONS.contains(words.get(i))) {
                return words.subList(0, i);
            }
        }
        return words;
    }

    /** "amount paid" is an amount, "year published" a year. */
    private static Optional<Kind> nounOfParticiple(List<String> words) {
        return words.size() > 1 && isParticiple(words.getLast())
                ? noun(words.get(words.size() - 2))
                : Optional.empty();
    }

    private static Optional<Kind> noun(String word) {
        if (WHOLE.contains(word)) {
            return Optional.of(Kind.WholeNumber.ANY);
        }
        if (DECIMALS.contains(word)) {
            return Optional.of(new Kind.Decimal());
        }
        return word.equals("date") ? Optional.of(new Kind.Date()) : Optional.empty();
    }

    /** A participle, alone or after adverbs: "watched", "fully paid"; "hours worked" is none. */
    private static boolean isCondition(List<String> words) {
        return isParticiple(words.getLast())
                && words.subList(0, words.size() - 1).stream()
                        .allMatch(word -> ADVERBS.contains(word) || word.endsWith("ly"));
    }

    private static boolean isParticiple(String word) {
        return IRREGULAR_PARTICIPLES.contains(word)
                || word.length() > 3 && word.endsWith("ed") && !NO_PARTICIPLES.contains(word);
    }
}
