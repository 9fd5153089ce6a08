package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.junit.jupiter.api.Test;

import software.amazon.lambda.powertools.logging.argument.StructuredArguments;

import java.util.List;
import java.util.Map;

/** What a log line shows, in both formats. */
class LogTest {

    private static final String FORGED =
            "x\r\n{\"message\":\"forged\"}\u2028\u0085\u001b[31m\u0007 of ada@mail.example.org";

    @Test
    void a_line_is_json_with_the_fields_of_its_invocation() {
        try (var log =
                Invocation.of(
                        this, null, Map.of("req_id", "r-1", "task_id", "t-1", "agent", "coder"))) {
            var line =
                    Json.tree(json(event("told {}", StructuredArguments.entry("latency_ms", 1.5))));

            assertThat(line.path("ts").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
            assertThat(line.path("level").asText()).isEqualTo("INFO");
            assertThat(line.path("logger").asText()).isEqualTo("test");
            assertThat(line.path("message").asText()).isEqualTo("told latency_ms=1.5");
            assertThat(line.path("req_id").asText()).isEqualTo("r-1");
            assertThat(line.path("task_id").asText()).isEqualTo("t-1");
            assertThat(line.path("agent").asText()).isEqualTo("coder");
            assertThat(line.path("latency_ms").asDouble()).isEqualTo(1.5);
        }
    }

    @Test
    void fields_end_with_their_invocation_and_those_around_it_come_back() {
        try (var outer = Invocation.of(this, null, Map.of("req_id", "outer"))) {
            Invocation.about("t-2", "inner", () -> assertThat(json(event("x"))).contains("inner"));

            assertThat(json(event("x"))).contains("outer").doesNotContain("t-2");
        }
        assertThat(json(event("x"))).doesNotContain("req_id");
    }

    @Test
    void line_breaks_and_escape_sequences_begin_no_line_and_steer_no_terminal() {
        for (var line : List.of(json(event("told {}", FORGED)), plain(event("told {}", FORGED)))) {
            assertThat(line.strip())
                    .doesNotContain("\n", "\r", "\u2028", "\u0085", "\u001b", "\u0007");
        }
    }

    @Test
    void personal_data_is_hidden_in_messages_and_in_faults_with_their_causes() {
        var fault =
                new IllegalStateException(
                        "no " + FORGED, new RuntimeException("by +1 415 555 0132"));
        var event = event("told " + FORGED, fault);

        for (var line : List.of(json(event), plain(event))) {
            assertThat(line).doesNotContain("ada@mail", "415 555").contains("[email]", "[phone]");
            assertThat(line).contains("java.lang.IllegalStateException", "LogTest", "Caused by");
        }
    }

    @Test
    void a_fault_that_is_its_own_cause_s_cause_is_shown_and_ends() {
        var first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));

        assertThat(json(event("x", first))).contains("first", "second");
    }

    private static LogEvent event(String message, Object... parameters) {
        var parameterized = new ParameterizedMessage(message, parameters);
        return new LogEvents()
                .createEvent(
                        "test",
                        null,
                        LogTest.class.getName(),
                        Level.INFO,
                        parameterized,
                        List.of(),
                        parameterized.getThrowable());
    }

    private static String json(LogEvent event) {
        return JsonTemplateLayout.newBuilder()
                .setConfiguration(new DefaultConfiguration())
                .setEventTemplateUri("classpath:log-layout.json")
                .build()
                .toSerializable(event);
    }

    private static String plain(LogEvent event) {
        return PatternLayout.newBuilder()
                .withPattern("%level %logger{1}: %message%n%throwable")
                .build()
                .toSerializable(event);
    }
}
