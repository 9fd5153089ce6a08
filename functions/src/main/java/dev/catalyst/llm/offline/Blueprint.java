package dev.catalyst.llm.offline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an application keeps: its entities, in the order in which the prompt names them. */
public record Blueprint(List<Entity> entities) {

    private static final Pattern FIELD = Pattern.compile("(?:, | and |^)([^,()]+) \\(([^()]*)\\)");

    /** A kind of thing, by its plural in lower-case words such as "support tickets". */
    public record Entity(String plural, List<Field> fields) {

        public Entity {
            fields = List.copyOf(fields);
            if (fields.isEmpty() || plural.isBlank()) {
                throw new IllegalArgumentException("an entity has a name and fields: " + plural);
            }
        }

        public String singular() {
            return Plurals.singularOfLast(plural);
        }

        /** The plural in kebab-case, as it stands in {@code /api/<path>}. */
        public String path() {
            return plural.replace(' ', '-');
        }

        String words() {
            var named = fields.stream().map(Field::words).toList();
            return plural + " with " + listed(named);
        }
    }

    /** A field by its JSON name, snake_case words of the prompt such as "due_date". */
    public record Field(String name, Kind kind) {

        String words() {
            return name.replace('_', ' ') + " (" + kind.words() + ")";
        }
    }

    public Blueprint {
        entities = List.copyOf(entities);
        if (entities.isEmpty()
                || new HashSet<>(entities.stream().map(Entity::plural).toList()).size()
                        < entities.size()) {
            throw new IllegalArgumentException("a blueprint has entities, each once: " + entities);
        }
    }

    /**
     * In words that {@link #find} reads back: "recipes with title (text) and year (whole number)".
     */
    public String words() {
        return entities.stream().map(Entity::words).collect(Collectors.joining("; "));
    }

    /** The blueprint whose {@link #words} stand between double quotes in the text, if any do. */
    public static Optional<Blueprint> find(String text) {
        return Pattern.compile("\"([^\"]* with [^\"]*\\))\"")
                .matcher(text)
                .results()
                .findFirst()
                .map(found -> read(found.group(1)));
    }

    private static Blueprint read(String words) {
        return new Blueprint(Arrays.stream(words.split("; ")).map(Blueprint::entity).toList());
    }

    private static Entity entity(String words) {
        int with = words.indexOf(" with ");
        var fields = new ArrayList<Field>();
        FIELD.matcher(words.substring(with + " with ".length()))
                .results()
                .forEach(
                        found ->
                                fields.add(
                                        new Field(
                                                found.group(1).replace(' ', '_'),
                                                Kind.read(found.group(2)))));
        return new Entity(words.substring(0, with), fields);
    }

    /** "a", "a and b", "a, b and c". */
    static String listed(List<String> parts) {
        int last = parts.size() - 1;
        return last < 1
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }
}
