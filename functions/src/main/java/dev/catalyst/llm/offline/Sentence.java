package dev.catalyst.llm.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A sentence's tokens and how far they are read. */
final class Sentence {

    private static final List<List<String>> OPENERS =
            List.of(
                    List.of("each", "with"),
                    List.of("each", "having"),
                    List.of("each", "has"),
                    List.of("each", "have"),
                    List.of("consisting", "of"),
                    List.of("consists", "of"),
                    List.of("consist", "of"),
                    List.of("made", "up", "of"),
                    List.of("described", "by"),
                    List.of("comes", "with"),
                    List.of("come", "with"),
                    List.of("needs", "to", "have"),
                    List.of("need", "to", "have"),
                    List.of("with"),
                    List.of("has"),
                    List.of("have"),
                    List.of("having"),
                    List.of("containing"),
                    List.of("contains"),
                    List.of("contain"),
                    List.of("including"),
                    List.of("includes"),
                    List.of("include"),
                    List.of("featuring"),
                    List.of("storing"),
                    List.of("needs"),
                    List.of("need"));

    private static final Set<String> BEFORE_OPENERS =
            Vocabulary.words("that which who should must will can shall may also");

    final List<Token> tokens;
    int at;

    Sentence(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    boolean ended() {
        return at >= tokens.size();
    }

    /** The word at a distance from here; empty if there is another token or none. */
    String word(int distance) {
        return at + distance < tokens.size()
                        && tokens.get(at + distance) instanceof Token.Word(var text)
                ? text
                : "";
    }

    boolean is(Class<? extends Token> kind) {
        return !ended() && kind.isInstance(tokens.get(at));
    }

    /**
     * How many words from the distance on open a list of fields, as "with" or "that should have"
     * do; 0 if none.
     */
    int opener(int distance) {
        int before = 0;
        while (BEFORE_OPENERS.contains(word(distance + before))) {
            before++;
        }
        for (var opener : OPENERS) {
            boolean found = true;
            for (int i = 0; i < opener.size() && found; i++) {
                found = word(distance + before + i).equals(opener.get(i));
            }
            if (found) {
                return before + opener.size();
            }
        }
        return 0;
    }

    /** How far the next separator, colon or group is from here. */
    int itemLength() {
        int length = 0;
        while (!word(length).isEmpty()) {
            length++;
        }
        return length;
    }

    static List<Sentence> of(List<Token> tokens) {
        var sentences = new ArrayList<Sentence>();
        var current = new ArrayList<Token>();
        for (var token : tokens) {
            if (token instanceof Token.Stop) {
                sentences.add(new Sentence(current));
                current.clear();
            } else {
                current.add(token);
            }
        }
        sentences.add(new Sentence(current));
        return sentences.stream().filter(sentence -> !sentence.tokens.isEmpty()).toList();
    }
}
