package dev.catalyst.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

import dev.catalyst.agents.Answer.Reading;
import dev.catalyst.lambda.Json;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

@NullUnmarked // a test hands in nothing and looks into what is there
class AnswerTest {

    record Step(String name, int timesRun) {}

    record Recipe(
            @JsonPropertyDescription("What it is called") String title,
            List<Step> steps,
            @Nullable Boolean hot) {}

    private static final Answer<Recipe> RECIPE =
            Answer.of(
                    Recipe.class,
                    recipe -> recipe.steps().isEmpty() ? List.of("no steps") : List.of());

    private static List<String> problems(String json) {
        return switch (RECIPE.read(json)) {
            case Reading.Valid<Recipe> valid -> List.of();
            case Reading.Invalid<Recipe>(List<String> problems) -> problems;
        };
    }

    @Test
    void what_fits_is_read_and_unknown_fields_are_tolerated() {
        String json =
                """
                {"title": "Soup", "steps": [{"name": "boil", "times_run": 2}], "hot": true, "x": 1}""";
        assertThat(RECIPE.read(json))
                .isEqualTo(
                        new Reading.Valid<>(
                                new Recipe("Soup", List.of(new Step("boil", 2)), true)));
        assertThat(
                        problems(
                                "{\"title\": \"Soup\", \"steps\": [{\"name\": \"b\", \"times_run\": 1}]}"))
                .isEmpty();
    }

    @Test
    void what_is_missing_null_or_of_the_wrong_kind_is_named_with_its_place() {
        assertThat(problems("{\"steps\": []}")).anyMatch(problem -> problem.contains("title"));
        assertThat(problems("{\"title\": null, \"steps\": []}"))
                .anyMatch(problem -> problem.startsWith("/title"));
        assertThat(problems("{\"title\": \"S\", \"steps\": [{\"name\": 1, \"times_run\": \"2\"}]}"))
                .anyMatch(problem -> problem.startsWith("/steps/0/name"))
                .anyMatch(problem -> problem.startsWith("/steps/0/times_run"));
        assertThat(problems("[]")).isNotEmpty();
        assertThat(problems("{\"title\"")).anyMatch(problem -> problem.contains("no JSON"));
    }

    @Test
    void what_the_schema_cannot_say_is_checked_after_it() {
        assertThat(problems("{\"title\": \"S\", \"steps\": []}")).containsExactly("no steps");
    }

    @Test
    void an_answer_is_found_in_the_middle_of_a_text() {
        assertThat(
                        RECIPE.in(
                                "Sure!\n```json\n{\"title\":\"S\",\"steps\":[{\"name\":\"b\",\"times_run\":1}]}\n```"))
                .isPresent();
        assertThat(RECIPE.in("lorem {ipsum: dolor, [sit amet")).isEmpty();
        assertThat(RECIPE.in("} nothing {")).isEmpty();
    }

    @Test
    void models_get_the_same_schema_in_their_libraries_words() {
        var schema = RECIPE.schema().parameters();
        assertThat(schema.required()).containsExactlyInAnyOrder("title", "steps");
        assertThat(schema.properties()).containsOnlyKeys("title", "steps", "hot");
        assertThat(schema.properties().get("title").description()).isEqualTo("What it is called");
        var steps = (JsonArraySchema) schema.properties().get("steps");
        assertThat(((JsonObjectSchema) steps.items()).properties())
                .containsOnlyKeys("name", "times_run");
    }

    @Test
    void every_tools_schema_refuses_what_its_record_cannot_hold() {
        for (Tool tool : Tool.values()) {
            assertThat(tool.schema().problems(Json.tree("[]"))).as(tool.wireName()).isNotEmpty();
        }
    }
}
