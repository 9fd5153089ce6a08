package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class SettingsTest {

    private final List<String> fetched = new ArrayList<>();

    private Settings settings(Map<String, String> variables) {
        return new Settings(
                new Env(variables),
                arn -> fetch("secret " + arn),
                name -> fetch("parameter " + name));
    }

    private String fetch(String what) {
        fetched.add(what);
        return what;
    }

    @Test
    void a_value_of_the_environment_comes_first_and_nothing_is_fetched() {
        var settings = settings(Map.of("KEY", "given", "KEY_SECRET_ARN", "arn"));
        assertThat(settings.find("KEY")).contains("given");
        assertThat(fetched).isEmpty();
    }

    @Test
    void a_reference_is_fetched_once() {
        var settings = settings(Map.of("A_SECRET_ARN", "arn", "B_PARAMETER", "/b"));
        assertThat(settings.find("A")).contains("secret arn");
        assertThat(settings.find("A")).contains("secret arn");
        assertThat(settings.find("B")).contains("parameter /b");
        assertThat(fetched).containsExactly("secret arn", "parameter /b");
    }

    @Test
    void what_was_fetched_is_hidden_like_what_was_given() {
        var settings =
                settings(
                        Map.of(
                                "GITHUB_TOKEN",
                                "github_pat_given-here",
                                "OPENAI_API_KEY_SECRET_ARN",
                                "arn"));
        settings.find("OPENAI_API_KEY");
        assertThat(settings.mask("github_pat_given-here, secret arn, \"secret arn\""))
                .isEqualTo("***, ***, \"***\"");
    }

    @Test
    void what_is_neither_given_nor_referenced_is_absent() {
        assertThat(settings(Map.of("A_SECRET_ARN", " ")).find("A")).isEmpty();
    }
}
