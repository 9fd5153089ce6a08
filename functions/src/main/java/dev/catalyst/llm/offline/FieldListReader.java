package dev.catalyst.llm.offline;

import dev.catalyst.llm.offline.Blueprint.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads "title, due date and category (food, travel)" up to the next thing or the end of the
 * sentence.
 */
final class FieldListReader {

    private static final int LONGEST_NAME = 6;
    private static final Set<String> QUESTIONS = Vocabulary.words("is whether are was");
    private static final Set<String> WEAK_OPENERS =
            Vocabulary.words(
                    "containing contains contain including includes include needs need featuring");

    private final Sentence in;
    private final List<Field> fields = new ArrayList<>();

    FieldListReader(Sentence in) {
        this.in = in;
    }

    List<Field> read() {
        while (!in.ended()) {
            if (in.word(0).isEmpty()) {
                in.at++;
            } else if (!fields.isEmpty() && startsThing()) {
                return fields;
            } else if (endsList()) {
                in.at = in.tokens.size();
            } else {
                readField();
            }
        }
        return fields;
    }

    /**
     * Whether the item here is a thing with fields of its own: "authors with name", "authors:
     * name".
     */
    boolean startsThing() {
        if (QUESTIONS.contains(in.word(0)) || says(Vocabulary.FIELD_NOUNS)) {
            return false;
        }
        if (fields.isEmpty() && says(Vocabulary.KINDS_OF_THINGS)) {
            return true;
        }
        int length = in.itemLength();
        for (int i = 1; i < length; i++) {
            if (in.opener(i) > 0) {
                return !WEAK_OPENERS.contains(in.word(i)) || Plurals.isPlural(in.word(i - 1));
            }
        }
        int colon = in.at + length;
        if (length > 0 && Plurals.isPlural(in.word(length - 1)) && groupsFields(colon)) {
            return true;
        }
        return length > 0
                && colon + 1 < in.tokens.size()
                && in.tokens.get(colon) instanceof Token.Colon
                && in.tokens.get(colon + 1) instanceof Token.Word(var next)
                && FieldReader.hinted(next).isEmpty()
                && Plurals.isPlural(in.word(length - 1));
    }

    /** "posts (title, body)" are things; "sizes (small, large)" are choices. */
    private boolean groupsFields(int at) {
        return at < in.tokens.size()
                && in.tokens.get(at) instanceof Token.Group(var content)
                && Token.of(content).stream()
                        .anyMatch(
                                token ->
                                        token instanceof Token.Word(var word)
                                                && Vocabulary.USUAL_FIELDS.contains(word));
    }

    /**
     * Whether one of the nouns stands here before the list itself: "the following fields: title".
     */
    private boolean says(Set<String> nouns) {
        int fillers = 0;
        while (Vocabulary.FIELD_FILLERS.contains(in.word(fillers))
                || Vocabulary.DETERMINERS.contains(in.word(fillers))) {
            fillers++;
        }
        int next = in.at + fillers + 1;
        return nouns.contains(in.word(fillers))
                && next < in.tokens.size()
                && !(in.tokens.get(next) instanceof Token.Separator)
                && !(in.tokens.get(next) instanceof Token.Group)
                && in.opener(fillers + 1) == 0;
    }

    /** Whether the sentence goes on with what the application is to do. */
    private boolean endsList() {
        var word = in.word(0);
        var next = in.word(1);
        if (Vocabulary.PEOPLE.contains(word) && Vocabulary.MODALS.contains(next)) {
            return true;
        }
        return Vocabulary.LIST_ENDS.contains(word)
                        && (in.itemLength() > 1
                                || word.startsWith("thank")
                                || word.equals("please"))
                || Vocabulary.COMMANDS.contains(word) && Vocabulary.OBJECTS.contains(next)
                || Vocabulary.ORDERINGS.contains(word) && next.equals("by");
    }

    private void readField() {
        skipFillers();
        var words = new ArrayList<String>();
        boolean last = false;
        while (!in.word(0).isEmpty() && !endsField(words) && !last) {
            last =
                    Vocabulary.LATE_LIST_ENDS.contains(in.word(0)) && !words.isEmpty()
                            || endsByPhrase(words);
            if (!last) {
                words.add(in.word(0));
                in.at++;
            }
        }
        while (!in.word(0).isEmpty()) {
            in.at++; // the rest of a clause
        }
        add(words, brackets());
        if (last) {
            in.at = in.tokens.size();
        }
    }

    private void skipFillers() {
        if (fields.isEmpty() && says(Vocabulary.FIELD_NOUNS)) {
            while (!Vocabulary.FIELD_NOUNS.contains(in.word(0))) {
                in.at++;
            }
            in.at++;
            in.at += in.is(Token.Colon.class) ? 1 : 0;
        }
        while (Vocabulary.FIELD_FILLERS.contains(in.word(0)) && !in.word(1).isEmpty()
                || in.opener(0) > 0 && !in.word(0).equals("has") && !in.word(1).isEmpty()) {
            in.at++;
        }
    }

    private boolean endsField(List<String> words) {
        return !words.isEmpty()
                && !QUESTIONS.contains(words.getFirst())
                && (Vocabulary.FIELD_ENDS.contains(in.word(0)) || in.opener(0) > 0);
    }

    /** "in Java", "for my family". */
    private boolean endsByPhrase(List<String> words) {
        return !words.isEmpty()
                && (in.word(0).equals("in") && Vocabulary.LANGUAGES.contains(in.word(1))
                        || in.word(0).equals("for") && Vocabulary.DETERMINERS.contains(in.word(1)));
    }

    /** What stands in brackets after a field, or after a colon; null if nothing does. */
    private String brackets() {
        if (in.is(Token.Group.class)) {
            var group = (Token.Group) in.tokens.get(in.at);
            in.at++;
            while (!in.word(0).isEmpty()) {
                in.at++; // a remark
            }
            return group.content();
        }
        if (in.is(Token.Colon.class) && FieldReader.hinted(in.word(1)).isPresent()) {
            var hint = in.word(1);
            in.at += 2;
            return hint;
        }
        return null;
    }

    private void add(List<String> words, String brackets) {
        var name = String.join("_", words);
        boolean extra =
                Vocabulary.EXTRAS.contains(String.join(" ", words))
                        || words.size() > 1
                                && Vocabulary.DECORATION.contains(words.getFirst())
                                && Vocabulary.LOOKS.contains(words.getLast());
        boolean known = fields.stream().anyMatch(field -> field.name().equals(name));
        if (!words.isEmpty()
                && words.size() <= LONGEST_NAME
                && !extra
                && !known
                && !name.equals("id")) {
            fields.add(new Field(name, FieldReader.kind(words, brackets)));
        }
    }
}
