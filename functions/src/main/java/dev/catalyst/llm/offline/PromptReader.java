package dev.catalyst.llm.offline;

import dev.catalyst.llm.offline.Blueprint.Entity;
import dev.catalyst.llm.offline.Blueprint.Field;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Reads a prompt that names things and their fields, as "Build a recipe book with title and
 * minutes" does; the language is described in docs/offline.md.
 */
public final class PromptReader {

    private static final int MOST_ENTITIES = 20;
    private static final int MOST_FIELDS = 200;
    private static final int LONGEST_PROMPT = 20_000;

    private PromptReader() {}

    /** The application that the prompt asks for; empty if it cannot be read as one. */
    public static Optional<Blueprint> read(String prompt) {
        if (prompt.length() > LONGEST_PROMPT) {
            return Optional.empty();
        }
        var sentences = Sentence.of(Token.of(prompt));
        if (sentences.isEmpty() || asksForSomethingElse(sentences.getFirst())) {
            return Optional.empty();
        }
        var mentions = new ArrayList<Mention>();
        for (var sentence : sentences) {
            new SentenceReader(sentence, mentions).read();
        }
        return blueprint(mentions);
    }

    private static boolean asksForSomethingElse(Sentence sentence) {
        int at = 0;
        while (Vocabulary.LEADS.contains(sentence.word(at))
                && !Vocabulary.OTHER_REQUESTS.contains(sentence.word(at))) {
            at++;
        }
        return Vocabulary.OTHER_REQUESTS.contains(sentence.word(at));
    }

    private static Optional<Blueprint> blueprint(List<Mention> mentions) {
        if (!mentions.isEmpty() && mentions.getFirst().isNoRecord()) {
            return Optional.empty();
        }
        var entities = new LinkedHashMap<String, List<Field>>();
        for (var mention : things(mentions)) {
            var fields = entities.computeIfAbsent(mention.plural(), named -> new ArrayList<>());
            mention.fields().stream()
                    .filter(
                            field ->
                                    fields.stream()
                                            .noneMatch(known -> known.name().equals(field.name())))
                    .forEach(fields::add);
        }
        boolean readable =
                !entities.isEmpty()
                        && entities.size() <= MOST_ENTITIES
                        && entities.values().stream()
                                .allMatch(fields -> fields.size() <= MOST_FIELDS);
        return readable
                ? Optional.of(
                        new Blueprint(
                                entities.entrySet().stream()
                                        .map(named -> entity(named.getKey(), named.getValue()))
                                        .toList()))
                : Optional.empty();
    }

    /** The things to keep; a frame such as "an inventory" counts only if it frames nothing. */
    private static List<Mention> things(List<Mention> mentions) {
        var things = mentions.stream().filter(Mention::isThing).toList();
        return things.isEmpty()
                ? mentions.stream()
                        .filter(mention -> mention.isFrame() && !mention.isProduct())
                        .toList()
                : things;
    }

    private static Entity entity(String plural, List<Field> fields) {
        if (!fields.isEmpty()) {
            return new Entity(plural, fields);
        }
        var text = new Kind.Text();
        return plural.equals("todos")
                ? new Entity(
                        plural,
                        List.of(new Field("title", text), new Field("done", new Kind.YesOrNo())))
                : new Entity(
                        plural, List.of(new Field("name", text), new Field("description", text)));
    }
}
