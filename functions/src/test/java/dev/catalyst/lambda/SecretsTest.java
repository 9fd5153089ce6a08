package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class SecretsTest {

    private static final String KEY = "sk-0123456789abcdef";

    @Test
    void every_occurrence_is_masked_and_nothing_else() {
        var secrets = Secrets.of(Map.of("OPENAI_API_KEY", KEY, "PORT", "8001"));

        assertThat(secrets.mask("key " + KEY + ", again (" + KEY + ") at port 8001"))
                .isEqualTo("key ***, again (***) at port 8001");
        assertThat(secrets.isIn("x" + KEY + "x")).isTrue();
    }

    @Test
    void a_text_without_a_secret_stays_the_same_object() {
        var text = "nothing to hide";

        assertThat(Secrets.of(Map.of("OPENAI_API_KEY", KEY)).mask(text)).isSameAs(text);
    }

    @Test
    void secrets_that_hold_or_overlap_each_other_leave_no_part_behind() {
        var secrets = Secrets.of(List.of("abcdefgh", "cdef", "ghijkl"));

        assertThat(secrets.mask("1abcdefghijkl2cdef3")).isEqualTo("1***2***3");
    }

    @Test
    void a_secret_is_found_as_it_stands_in_json_and_in_addresses() {
        var secrets = Secrets.of(List.of("pass\"word\\ with+signs"));

        assertThat(secrets.mask(Json.write(Map.of("error", "no pass\"word\\ with+signs"))))
                .isEqualTo("{\"error\":\"no ***\"}");
        assertThat(secrets.mask("https://x.example/?p=pass%22word%5C+with%2Bsigns&q"))
                .isEqualTo("https://x.example/?p=***&q");
    }

    @Test
    void the_password_of_a_proxy_is_a_secret() {
        var secrets =
                Secrets.of(Map.of("HTTPS_PROXY", "http://user:hunter22@proxy.example.com:3128"));

        assertThat(secrets.mask("Proxy user:hunter22 refused")).isEqualTo("Proxy user:*** refused");
    }

    @Test
    void every_secret_variable_is_masked() {
        var variables = new HashMap<String, String>();
        Configuration.table().stream()
                .filter(Variable::secret)
                .forEach(variable -> variables.put(variable.name(), "canary-" + variable.name()));
        var secrets = Secrets.of(variables);

        assertThat(variables).hasSizeGreaterThan(8);
        assertThat(secrets.mask(String.join(" ", variables.values()))).doesNotContain("canary");
    }

    @Test
    void megabytes_are_masked_in_well_below_a_second() {
        var secrets =
                Configuration.of(
                                Map.of(
                                        "OPENAI_API_KEY",
                                        KEY,
                                        "GITHUB_TOKEN",
                                        "ghp_0123456789",
                                        "GITHUB_URL",
                                        "https://x.example"))
                        .secrets();
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.length() < 5_000_000) {
            text.append("sk-")
                    .append(random.nextInt())
                    .append(random.nextInt(1000) == 0 ? KEY : " g ");
        }

        var took =
                ProcessorTime.of(
                        () -> assertThat(secrets.mask(text.toString())).doesNotContain(KEY));
        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }
}
