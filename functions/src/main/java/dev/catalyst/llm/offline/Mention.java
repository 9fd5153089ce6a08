package dev.catalyst.llm.offline;

import dev.catalyst.llm.offline.Blueprint.Field;

import java.util.ArrayList;
import java.util.List;

/** A noun that a prompt mentions, and the fields that it gives it there. */
final class Mention {

    /** Why a noun without fields may still be a thing to keep. */
    enum Ground {
        /** It is all that stands there: "build a compiler". */
        NONE,
        /** It stands before a product: "todo app". */
        BUILT,
        /** It stands before a container: "recipe book". */
        CONTAINED,
        /** It is said to be kept: "an app for books", "track expenses". */
        KEPT
    }

    private static final int LONGEST_NAME = 4;

    private final List<String> words;
    private final Ground ground;
    private final boolean written;
    private final List<Field> fields = new ArrayList<>();

    private Mention(List<String> words, Ground ground, boolean written) {
        this.words = List.copyOf(words);
        this.ground = ground;
        this.written = written;
    }

    /**
     * The thing that a noun's words name: the head of "recipe book app" is "recipe".
     *
     * @param kept whether the sentence says that it is kept
     * @param written whether the sentence asks for a text rather than for an application
     */
    static Mention of(List<String> noun, boolean kept, boolean written) {
        var words = new ArrayList<>(noun);
        var ground = kept ? Ground.KEPT : Ground.NONE;
        if (words.size() > 2
                && words.getLast().equals("tool")
                && isHolder(words.get(words.size() - 2))) {
            words.removeLast(); // "task management tool"
        }
        while (words.size() > 1 && isHolder(words.getLast())) {
            ground = stronger(ground, groundOf(words.removeLast()));
        }
        if (words.size() > 1 && words.getFirst().equals("todo")) {
            return new Mention(List.of("todo"), ground, written); // "todo items"
        }
        if (ground == Ground.CONTAINED && Vocabulary.USES.contains(words.getLast())) {
            words.removeLast(); // "movie watch list"
            return new Mention(words.isEmpty() ? List.of("item") : words, ground, written);
        }
        return new Mention(words, ground, written);
    }

    private static Ground groundOf(String holder) {
        if (Vocabulary.CONTAINERS.contains(holder)) {
            return Ground.CONTAINED;
        }
        return Vocabulary.RECORD_PRODUCTS.contains(holder) ? Ground.BUILT : Ground.NONE;
    }

    private static Ground stronger(Ground one, Ground other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static boolean isHolder(String word) {
        return Vocabulary.CONTAINERS.contains(word) || Vocabulary.PRODUCTS.contains(word);
    }

    List<Field> fields() {
        return fields;
    }

    void add(List<Field> read) {
        fields.addAll(read);
    }

    /** Whether it names only what frames other things, as "a simple app" and "an inventory" do. */
    boolean isFrame() {
        return isProduct()
                || ground != Ground.CONTAINED
                        && words.size() == 1
                        && Vocabulary.CONTAINERS.contains(words.getFirst())
                        && !Vocabulary.CONTAINED_THINGS.contains(words.getFirst());
    }

    /** Whether it frames other things if no fields follow, as "a place for books" does. */
    boolean mayFrame() {
        return isFrame() || words.size() == 1 && Vocabulary.LOOSE_FRAMES.contains(words.getFirst());
    }

    boolean isContained() {
        return ground == Ground.CONTAINED;
    }

    boolean isKept() {
        return ground == Ground.KEPT;
    }

    /** Whether it names nothing but an application. */
    boolean isProduct() {
        return ground != Ground.CONTAINED
                && words.size() == 1
                && Vocabulary.PRODUCTS.contains(words.getFirst());
    }

    /** Whether it is known not to be kept as records, whatever is said of it. */
    boolean isNoRecord() {
        return !words.isEmpty()
                && ground == Ground.NONE
                && (Vocabulary.NEVER.contains(words.getLast())
                        || written && Vocabulary.TEXTS.contains(words.getLast()));
    }

    /** Whether it is to be kept; without fields of its own it needs a ground. */
    boolean isThing() {
        if (words.size() > LONGEST_NAME) {
            return false;
        }
        if (!fields.isEmpty()) {
            return true;
        }
        return !isFrame()
                && switch (ground) {
                    case NONE -> false;
                    case BUILT ->
                            words.stream().noneMatch(Vocabulary.BEHAVIOURS::contains)
                                    && !isActivity();
                    case CONTAINED, KEPT -> true;
                };
    }

    /** "Dating app": what somebody does, not what somebody keeps. */
    private boolean isActivity() {
        var last = words.getLast();
        return last.endsWith("ing") && !Vocabulary.NOUNS_IN_ING.contains(last);
    }

    String plural() {
        if (isProduct()) {
            return "items";
        }
        var last = words.getLast();
        var plural = Plurals.isPlural(last) ? last : Plurals.plural(last);
        var before = words.subList(0, words.size() - 1);
        return before.isEmpty() ? plural : String.join(" ", before) + " " + plural;
    }
}
