package dev.catalyst.llm.offline;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A part of a prompt's sentence. */
sealed interface Token {

    /** A word in lower case, without apostrophes. */
    record Word(String text) implements Token {}

    /** What stands between brackets. */
    record Group(String content) implements Token {}

    /** A comma or semicolon, or "and". */
    record Separator() implements Token {}

    record Colon() implements Token {}

    /** What ends a sentence. */
    record Stop(boolean question) implements Token {}

    Pattern PART =
            Pattern.compile(
                    "\\(([^()]*)\\)|\\[([^\\[\\]]*)]|\\{([^{}]*)}|([\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*(?:['.\\-/](?=[\\p{L}\\p{N}])[\\p{L}\\p{N}\\p{M}]*){0,20})|([,;&+|])|(:)|([.!?])");

    /** The tokens of a text; what is neither word nor punctuation is passed over. */
    static List<Token> of(String prompt) {
        var tokens = new ArrayList<Token>();
        PART.matcher(plain(prompt)).results().forEach(part -> add(part, tokens));
        return tokens;
    }

    private static void add(MatchResult part, List<Token> tokens) {
        for (int bracket = 1; bracket <= 3; bracket++) {
            if (part.group(bracket) != null) {
                tokens.add(new Group(part.group(bracket).strip()));
                return;
            }
        }
        if (part.group(4) != null) {
            addWords(part.group(4), tokens);
        } else if (part.group(5) != null) {
            tokens.add(new Separator());
        } else if (part.group(6) != null) {
            tokens.add(new Colon());
        } else {
            tokens.add(new Stop(part.group().equals("?")));
        }
    }

    /** The words of a run of letters: "due-date" and "dueDate" are two, "title/name" is a list. */
    private static void addWords(String run, List<Token> tokens) {
        var separator = "";
        for (var listed : run.split("/")) {
            if (!separator.isEmpty()) {
                tokens.add(new Separator());
            }
            separator = "/";
            var words =
                    listed.replace("'", "")
                            .replaceAll("(?<=\\p{Ll}\\p{Ll})(?=\\p{Lu}\\p{Ll})", " ");
            for (var word : words.split("[ .\\-]")) {
                if (!word.isEmpty()) {
                    tokens.add(
                            word.equalsIgnoreCase("and")
                                    ? new Separator()
                                    : new Word(word.toLowerCase(Locale.ROOT)));
                }
            }
        }
    }

    /** The prompt without mark-up, with lists as commas and ranges in brackets. */
    private static String plain(String prompt) {
        return Normalizer.normalize(prompt, Normalizer.Form.NFKD)
                .replaceAll("(?<=[A-Za-z])\\p{M}+", "")
                .transform(text -> Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll("[\u2018\u2019\u02bc]", "'")
                .replaceAll("(?i)\\b(i|we)'(?:d|m|re|ll)\\b", "$1")
                .replaceAll("[\u2010-\u2014]", "-")
                .replaceAll("</?[a-zA-Z][^<>]{0,200}>", " ")
                .replaceAll("[*`_\"\u201c\u201d\u00ab\u00bb]", " ")
                .replaceAll("(?i)\\bto-do(s?)\\b", "todo$1")
                .replaceAll(
                        "(?i)\\bto do(?= (?:lists?|apps?|items?|managers?|trackers?|board)\\b)",
                        "todo")
                .replaceAll("(?i)\\bw/(?=\\s)", "with")
                .replaceAll("(?i)\\b(?:etc|i\\.e)\\b\\.?|\\.{3}", " ")
                .replaceAll("(?i)\\be\\.g\\.?", " eg ")
                .replaceAll("(?i)\\b(?:as well as|along with|together with|plus)\\b", ",")
                .replaceAll(
                        "(?i)\\b(?:from|between|of) (-?\\d{1,9}) ?(?:-|to|and|through) ?(-?\\d{1,9})\\b",
                        "($1 to $2)")
                .replaceAll("(?i)\\bout of (\\d{1,9})\\b", "(0 to $1)")
                .replaceAll(
                        "(?i)(?<=[a-z] )(\\d{1,9}) ?(?:-|to) ?(\\d{1,9})(?=\\s*(?:[,.;]|and\\b|$))",
                        "($1 to $2)")
                .replaceAll("\\R\\s{0,20}(?:[-\u2022]|\\d{1,2}[.)])\\s", ", ")
                .replaceAll("\\R\\s{0,20}\\R", ". ")
                .replaceAll("\\s-\\s", " : ")
                .replaceAll("\\s+", " ");
    }
}
