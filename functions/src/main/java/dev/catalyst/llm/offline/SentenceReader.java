package dev.catalyst.llm.offline;

import dev.catalyst.llm.offline.Blueprint.Field;

import java.util.ArrayList;
import java.util.List;

/** Reads one sentence of a prompt: the things that it mentions, with their fields. */
final class SentenceReader {

    private final Sentence in;
    private final List<Mention> mentions;
    private boolean written;

    SentenceReader(Sentence in, List<Mention> mentions) {
        this.in = in;
        this.mentions = mentions;
    }

    void read() {
        if (speaksOfTheLast()) {
            in.at += in.word(0).equals("each") && in.word(1).equals("one") ? 2 : 1;
            readFieldsOf(mentions.getLast());
            return;
        }
        skipLeads();
        in.at += in.word(0).equals("for") ? 1 : 0; // "for each book I want to store"
        readThings(skipKeepingVerb());
    }

    /** "It has ...", "Each one should have ...", of what the sentence before is about. */
    private boolean speaksOfTheLast() {
        return !mentions.isEmpty()
                && switch (in.word(0)) {
                    case "it", "they", "these", "those" -> in.opener(1) > 0;
                    case "each" -> in.opener(1) > 0 || in.word(1).equals("one") && in.opener(2) > 0;
                    default -> false;
                };
    }

    private void skipLeads() {
        while (!in.ended() && (isLead() || in.is(Token.Separator.class))) {
            written |= Vocabulary.WRITING.contains(in.word(0));
            in.at++;
        }
    }

    private boolean isLead() {
        var word = in.word(0);
        var next = in.word(1);
        if (Vocabulary.LEADS_OR_NOUNS.contains(word)) {
            return Vocabulary.DETERMINERS.contains(next)
                    || next.equals("me")
                    || next.equals("us")
                    || next.equals("up");
        }
        if (Vocabulary.PEOPLE.contains(word)) {
            return Vocabulary.MODALS.contains(next);
        }
        return Vocabulary.LEADS.contains(word);
    }

    /**
     * Skips "track", "keep track of" and the like; these verbs are nouns unless an object follows.
     */
    private boolean skipKeepingVerb() {
        if (!Vocabulary.KEEPING.contains(in.word(0))) {
            return false;
        }
        var next = in.word(1);
        if (next.equals("track") && in.word(2).equals("of")) {
            in.at += 3;
            return true;
        }
        boolean afterTo = in.at > 0 && Vocabulary.BEFORE_VERBS.contains(in.word(-1));
        boolean verb =
                Vocabulary.DETERMINERS.contains(next)
                        || afterTo
                                && !next.isEmpty()
                                && !Vocabulary.NOUN_ENDS.contains(next)
                                && in.opener(1) == 0
                        || Plurals.isPlural(next) && in.opener(1) == 0
                        || in.word(0).endsWith("ing") && !next.isEmpty() && in.opener(1) == 0;
        in.at += verb ? 1 : 0;
        return verb;
    }

    /** Reads things until the sentence goes on with something else. */
    private void readThings(boolean kept) {
        do {
            while (in.is(Token.Separator.class)) {
                in.at++;
            }
            var noun = noun();
            if (noun.isEmpty()) {
                return;
            }
            if (noun.size() == 1 && Vocabulary.FIELD_NOUNS.contains(noun.getFirst())) {
                readNamedFields();
                return;
            }
            var mention = Mention.of(noun, kept, written);
            mentions.add(mention);
            readTail(mention, kept);
        } while (in.is(Token.Separator.class) || startsThing());
    }

    private void readNamedFields() {
        while (List.of("should", "will", "must", "be", "are").contains(in.word(0))) {
            in.at++;
        }
        if (!mentions.isEmpty()) {
            readFieldsOf(mentions.getLast());
        }
    }

    /**
     * The words of a noun, without what stands before it: "recipe book" of "a simple recipe book".
     */
    private List<String> noun() {
        while (Vocabulary.DETERMINERS.contains(in.word(0)) || isDecoration()) {
            in.at++;
        }
        skipKindsOfThings();
        var words = new ArrayList<String>();
        while (!in.word(0).isEmpty()
                && !Vocabulary.NOUN_ENDS.contains(in.word(0))
                && in.opener(0) == 0) {
            words.add(in.word(0));
            in.at++;
        }
        return words;
    }

    /** An adjective before a noun, or one of several: "simple and nice". */
    private boolean isDecoration() {
        if (in.is(Token.Separator.class)) {
            return in.at > 0
                    && Vocabulary.DECORATION.contains(in.word(-1))
                    && Vocabulary.DECORATION.contains(in.word(1));
        }
        boolean several =
                in.at + 1 < in.tokens.size()
                        && in.tokens.get(in.at + 1) instanceof Token.Separator
                        && Vocabulary.DECORATION.contains(in.word(2));
        return Vocabulary.DECORATION.contains(in.word(0))
                && (several
                        || !in.word(1).isEmpty()
                                && !Vocabulary.NOUN_ENDS.contains(in.word(1))
                                && in.opener(1) == 0);
    }

    /** "the entities", "two tables:" before the things themselves. */
    private void skipKindsOfThings() {
        boolean before =
                Vocabulary.KINDS_OF_THINGS.contains(in.word(0))
                        && in.at + 1 < in.tokens.size()
                        && (in.tokens.get(in.at + 1) instanceof Token.Colon
                                || !in.word(1).isEmpty()
                                        && !Vocabulary.NOUN_ENDS.contains(in.word(1))
                                        && in.opener(1) == 0);
        if (before) {
            in.at += in.word(1).isEmpty() ? 2 : 1;
        }
    }

    /** Reads what is said of a noun. */
    private void readTail(Mention mention, boolean kept) {
        if (in.is(Token.Group.class)) {
            readGroup(mention, kept);
        }
        skipName();
        if (in.is(Token.Separator.class) && in.opener(1) > 0) {
            in.at++; // ", each with"
        }
        if (in.opener(0) > 0 || in.is(Token.Colon.class)) {
            readFieldsOf(mention);
        } else if (framesAnything(mention)) {
            mentions.remove(mention);
            readFramed();
        } else if (mention.mayFrame() && !in.word(0).isEmpty()) {
            readFramed();
        } else if (!in.word(0).isEmpty()) {
            readClause(mention, kept);
        }
    }

    /** "a pantry inventory of items", "a home inventory of appliances". */
    private boolean framesAnything(Mention mention) {
        boolean of = in.word(0).equals("of") && mention.isContained();
        if (!of && !in.word(0).equals("for")) {
            return false;
        }
        in.at++;
        boolean frames = of ? isPluralAhead() : Vocabulary.ANYTHING.contains(in.word(0));
        in.at--;
        return frames;
    }

    /** "books (title, year)": fields, if there are several. */
    private void readGroup(Mention mention, boolean kept) {
        var group = (Token.Group) in.tokens.get(in.at);
        in.at++;
        var fields = new FieldListReader(new Sentence(Token.of(group.content()))).read();
        if (fields.size() > 1 || kept) {
            mention.add(fields);
        }
    }

    /** "an app called Larder": the name is not part of the language. */
    private void skipName() {
        if (List.of("called", "named", "titled").contains(in.word(0))) {
            do {
                in.at++;
            } while (!in.word(0).isEmpty()
                    && !Vocabulary.NOUN_ENDS.contains(in.word(0))
                    && in.opener(0) == 0);
        }
    }

    /**
     * What an application or container is for: "of items with name", "that lets me track books".
     */
    private void readFramed() {
        boolean listed = in.word(0).equals("for") || in.word(0).equals("of");
        in.at++;
        boolean verb = skipToObject();
        if (verb || !listed || isPluralAhead()) {
            readThings(verb || listed);
        } else {
            readThings(false);
        }
    }

    private boolean isPluralAhead() {
        int start = in.at;
        var noun = noun();
        in.at = start;
        return !noun.isEmpty() && Plurals.isPlural(noun.getLast());
    }

    /**
     * Skips "users can", "lets me" and the verb of keeping after it; says whether there was one.
     */
    private boolean skipToObject() {
        while (isLead()) {
            in.at++;
        }
        return skipKeepingVerb();
    }

    /** What else is said of a thing: what it stores, what each has, or what it is for. */
    private void readClause(Mention mention, boolean kept) {
        int start = in.at;
        in.at += isLead() || Vocabulary.STORING.contains(in.word(0)) ? 0 : 1;
        while (isLead()) {
            in.at++;
        }
        boolean storing = Vocabulary.STORING.contains(in.word(0));
        boolean verb = skipKeepingVerb() || storing;
        if (storing && in.at < in.tokens.size() && Vocabulary.STORING.contains(in.word(0))) {
            in.at++;
        }
        if (verb && opensLater()) {
            if (kept && mention.fields().isEmpty()) {
                mentions.remove(mention); // "for students to track homework with"
            }
            readThings(true);
        } else if (verb && storing && listsSeveral()) {
            readFieldsOf(mention);
        } else if (isDeclaration(start) && opensLater()) {
            readThings(false);
        } else {
            in.at = start;
            skipToOpener();
            if (in.opener(0) > 0) {
                readFieldsOf(mention);
            }
        }
    }

    private boolean isDeclaration(int at) {
        var word = in.tokens.get(at) instanceof Token.Word(var text) ? text : "";
        return word.equals("where")
                || word.equals("whose")
                || word.equals("in") && in.word(0).equals("which");
    }

    /** Whether a noun and then fields stand ahead, before the next comma. */
    private boolean opensLater() {
        for (int i = 0; i < in.itemLength(); i++) {
            if (in.opener(i) > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean listsSeveral() {
        return in.at + in.itemLength() < in.tokens.size();
    }

    /** Passes over what a thing is for, up to its fields or to another thing. */
    private void skipToOpener() {
        while (!in.ended() && in.opener(0) == 0) {
            if (in.is(Token.Separator.class) && Vocabulary.SINGLE.contains(in.word(1))) {
                return;
            }
            in.at++;
        }
    }

    private void readFieldsOf(Mention mention) {
        in.at += in.is(Token.Colon.class) ? 1 : in.opener(0);
        in.at += in.is(Token.Colon.class) ? 1 : 0;
        if (startsThing()) {
            if (!mention.isKept()) {
                mentions.remove(mention);
            }
            readThings(true); // "an inventory with items with name"
            return;
        }
        var fields = new FieldListReader(in).read();
        if (mention.isProduct() && namesThings(fields)) {
            fields.forEach(
                    field ->
                            mentions.add(
                                    Mention.of(List.of(field.name().split("_")), true, written)));
        } else {
            mention.add(fields);
        }
    }

    /** "an app with books and authors". */
    private static boolean namesThings(List<Field> fields) {
        return fields.stream()
                .allMatch(
                        field ->
                                field.kind() instanceof Kind.Text
                                        && Plurals.isPlural(
                                                field.name()
                                                        .substring(
                                                                field.name().lastIndexOf('_')
                                                                        + 1)));
    }

    private boolean startsThing() {
        return !in.word(0).isEmpty() && new FieldListReader(in).startsThing();
    }
}
