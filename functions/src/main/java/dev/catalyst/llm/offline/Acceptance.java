package dev.catalyst.llm.offline;

import dev.catalyst.llm.offline.Blueprint.Entity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the application must do, numbered, and which test shows it. */
final class Acceptance {

    record Requirement(String id, String text) {}

    /**
     * A numbered criterion.
     *
     * @param key its name in the test templates
     * @param test the method that shows it
     */
    record Criterion(String id, String requirement, String text, String key, String test) {}

    /** An entity's test class and its criteria. */
    record Part(Entity entity, String testClass, List<Criterion> criteria) {
        Part {
            criteria = List.copyOf(criteria);
        }
    }

    private static final String WHOLE = "ApplicationTest";

    private final List<Requirement> requirements = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<Criterion> whole = new ArrayList<>();
    private final Set<String> testClasses = new HashSet<>(Set.of(WHOLE.toLowerCase(Locale.ROOT)));
    private int criteria;

    Acceptance(Blueprint blueprint) {
        blueprint.entities().forEach(entity -> parts.add(part(entity)));
        robustness();
        durability();
        page(blueprint);
    }

    List<Requirement> requirements() {
        return List.copyOf(requirements);
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The criteria of the application as a whole. */
    List<Criterion> whole() {
        return List.copyOf(whole);
    }

    List<Criterion> criteria() {
        var all = new ArrayList<Criterion>();
        parts.forEach(part -> all.addAll(part.criteria()));
        all.addAll(whole);
        return all;
    }

    /** The first entity with a text of any content, and that field's name. */
    static Optional<Map.Entry<Entity, String>> text(Blueprint blueprint) {
        for (var entity : blueprint.entities()) {
            for (var field : entity.fields()) {
                if (field.kind() instanceof Kind.Text) {
                    return Optional.of(Map.entry(entity, field.name()));
                }
            }
        }
        return Optional.empty();
    }

    static Map<String, String> ids(List<Criterion> criteria) {
        var ids = new LinkedHashMap<String, String>();
        criteria.forEach(criterion -> ids.put(criterion.key(), criterion.id()));
        return ids;
    }

    private Part part(Entity entity) {
        var path = "/api/" + entity.path();
        var testClass = testClass(entity);
        var found = new ArrayList<Criterion>();
        var kept =
                requirement(
                        "Keep "
                                + entity.words()
                                + ": create, list, read, replace and delete them at "
                                + path
                                + ".");
        found.add(
                criterion(
                        kept,
                        testClass,
                        "create",
                        "what_is_created_is_given_back_listed_and_readable",
                        "POST "
                                + path
                                + " with all fields answers 201 with the same values and an id; GET "
                                + path
                                + " lists it as {\"items\": [...]}, GET "
                                + path
                                + "/<id> gives it."));
        found.add(
                criterion(
                        kept,
                        testClass,
                        "replace",
                        "put_replaces_the_whole_resource",
                        "PUT " + path + "/<id> answers 200 and replaces all fields."));
        found.add(
                criterion(
                        kept,
                        testClass,
                        "delete",
                        "what_is_deleted_is_gone_and_only_that",
                        "DELETE "
                                + path
                                + "/<id> answers 204; then GET, PUT and DELETE of it answer 404, and the others are untouched."));
        var checked =
                requirement(
                        "Refuse every body that is not a complete and valid "
                                + entity.singular()
                                + ", and say which field is wrong.");
        found.add(
                criterion(
                        checked,
                        testClass,
                        "missing",
                        "a_missing_or_null_field_is_refused_by_its_name",
                        "A body at "
                                + path
                                + " in which a field is missing or null is answered with 400 and errors [{field, message}] that name it."));
        found.add(
                criterion(
                        checked,
                        testClass,
                        "wrong",
                        "a_wrong_value_is_refused_by_the_name_of_its_field",
                        "A value of the wrong kind ("
                                + entity.words()
                                + ") is answered with 400 and errors that name the field."));
        found.add(
                criterion(
                        checked,
                        testClass,
                        "unknown",
                        "an_unknown_field_is_refused_by_its_name",
                        "A field that is none of the "
                                + entity.singular()
                                + "'s is answered with 400 and errors that name it; a refused body stores and changes nothing."));
        return new Part(entity, testClass, found);
    }

    private void robustness() {
        var robust = requirement("Answer every request with a clear status, whatever it contains.");
        whole.add(
                criterion(
                        robust,
                        WHOLE,
                        "notJson",
                        "what_is_no_json_object_is_refused",
                        "A body that is no JSON object, be it broken, an array or nested 20,000 levels deep, is answered with 400."));
        whole.add(
                criterion(
                        robust,
                        WHOLE,
                        "tooLarge",
                        "a_body_of_more_than_a_megabyte_is_refused",
                        "A body of more than a megabyte is answered with 413."));
        whole.add(
                criterion(
                        robust,
                        WHOLE,
                        "notFound",
                        "unknown_paths_and_ids_are_answered_with_404",
                        "Unknown paths and ids are answered with 404."));
        whole.add(
                criterion(
                        robust,
                        WHOLE,
                        "wrongMethod",
                        "other_methods_are_answered_with_405",
                        "Other methods are answered with 405 and the header Allow."));
    }

    private void durability() {
        var durable = requirement("Keep the data over restarts and crashes.");
        whole.add(
                criterion(
                        durable,
                        WHOLE,
                        "restart",
                        "everything_is_there_after_a_restart",
                        "Everything is there after a restart, in its order, and new ids are new."));
        whole.add(
                criterion(
                        durable,
                        WHOLE,
                        "crash",
                        "what_was_answered_survives_a_crash_in_the_middle_of_the_next_write",
                        "What was answered with success survives a crash in the middle of the next write."));
        whole.add(
                criterion(
                        durable,
                        WHOLE,
                        "concurrent",
                        "concurrent_requests_lose_nothing",
                        "Concurrent requests lose nothing."));
    }

    private void page(Blueprint blueprint) {
        var page =
                requirement(
                        "Show a page at / on which everything can be created, edited and deleted.");
        whole.add(
                criterion(
                        page,
                        WHOLE,
                        "page",
                        "the_page_has_a_form_and_a_table_for_every_kind_of_thing",
                        "GET / answers an HTML page with a form and a table for every kind of thing, and it says that it was made in simulated mode."));
        if (text(blueprint).isPresent()) {
            whole.add(
                    criterion(
                            page,
                            WHOLE,
                            "verbatim",
                            "text_comes_back_as_it_was_sent_and_never_stands_in_the_page",
                            "Text comes back from the API exactly as it was sent, and stored text never stands unescaped in the page."));
        }
    }

    private String requirement(String text) {
        var id = "R" + (requirements.size() + 1);
        requirements.add(new Requirement(id, text));
        return id;
    }

    private Criterion criterion(
            String requirement, String testClass, String key, String method, String text) {
        criteria++;
        return new Criterion(
                "C" + criteria, requirement, text, key, "app." + testClass + "." + method);
    }

    /** A class name in ASCII letters, unique even where file names ignore the case. */
    private String testClass(Entity entity) {
        var name = new StringBuilder();
        for (var word : entity.plural().split(" ")) {
            var letters = word.replaceAll("[^a-z0-9]", "");
            name.append(
                    letters.isEmpty()
                            ? ""
                            : letters.substring(0, 1).toUpperCase(Locale.ROOT)
                                    + letters.substring(1));
        }
        var base =
                name.isEmpty() || Character.isDigit(name.charAt(0))
                        ? "Things" + name
                        : name.toString();
        var unique = base + "Test";
        for (int i = 2; !testClasses.add(unique.toLowerCase(Locale.ROOT)); i++) {
            unique = base + i + "Test";
        }
        return unique;
    }
}
