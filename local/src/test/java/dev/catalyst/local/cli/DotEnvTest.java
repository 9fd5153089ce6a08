package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class DotEnvTest {

    @Test
    void lines_are_names_and_values_with_quotes_and_comments() {
        var lines =
                List.of(
                        "# a comment",
                        "",
                        "PORT=8001",
                        "export LOG_LEVEL = DEBUG  # loud",
                        "JWT_SECRET='a # $b \"c\"' # quoted",
                        "DEFAULT_LLM_MODEL=\"a \\\"b\\\" \\\\n\"",
                        "SENTRY_DSN=https://x/#1",
                        "CORS_ORIGINS=");

        assertThat(DotEnv.parse(lines))
                .isEqualTo(
                        Map.of(
                                "PORT", "8001",
                                "LOG_LEVEL", "DEBUG",
                                "JWT_SECRET", "a # $b \"c\"",
                                "DEFAULT_LLM_MODEL", "a \"b\" \\n",
                                "SENTRY_DSN", "https://x/#1",
                                "CORS_ORIGINS", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no value", "=1", "1A=2", "A='open", "A=\"open"})
    void a_line_that_is_neither_is_named(String line) {
        assertThatThrownBy(() -> DotEnv.parse(List.of("A=1", line)))
                .isInstanceOf(CannotServe.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void no_file_is_no_variables() {
        assertThat(DotEnv.read(Path.of("no-such-folder", ".env"))).isEmpty();
    }
}
