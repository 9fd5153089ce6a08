package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.InvalidConfiguration;
import dev.catalyst.local.template.LambdaFunction;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A function that lacks something, or has something wrong, says so when it is made. */
class StartChecksTest {

    @BeforeAll
    static void clients_know_their_region_and_http_client() {
        Project.letHandlersBeMade();
    }

    static List<LambdaFunction> functions() {
        return Project.TEMPLATE.functions();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void a_variable_that_is_missing_is_named_and_all_that_are_missing_are_named_at_once(
            LambdaFunction function) {
        var needed = new TreeSet<String>();
        for (var name : function.environment().keySet()) {
            var without = new HashMap<>(function.environment());
            without.remove(name);
            var fault = catchThrowable(() -> make(function, without));
            if (fault != null) {
                assertThat(fault).as(name).isInstanceOf(InvalidConfiguration.class);
                assertThat(names(fault)).containsExactly(name);
                needed.add(name);
            }
        }
        var nothing = new HashMap<>(function.environment());
        nothing.keySet().removeAll(needed);

        assertThat(needed).isNotEmpty();
        assertThat(names(catchThrowable(() -> make(function, nothing)))).isEqualTo(needed);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void a_variable_that_breaks_its_rule_is_named_with_the_rule_and_an_example(
            LambdaFunction function) {
        var wrong = new HashMap<>(function.environment());
        wrong.put("LOG_FORMAT", "xml");
        wrong.put("AGENT_TIMEOUT", "soon");

        var fault = catchThrowable(() -> make(function, wrong));

        assertThat(names(fault)).containsExactly("AGENT_TIMEOUT", "LOG_FORMAT");
        assertThat(fault)
                .hasMessageContaining(
                        "LOG_FORMAT must be one of json, plain; for example LOG_FORMAT=json")
                .hasMessageContaining("AGENT_TIMEOUT must be a positive whole number");
    }

    @Test
    void a_function_that_calls_models_needs_the_key_of_their_provider() {
        var planner = function("Planner");
        var variables = new HashMap<>(planner.environment());
        variables.put("DEFAULT_LLM_PROVIDER", "openai");

        assertThat(names(catchThrowable(() -> make(planner, variables))))
                .containsExactly("OPENAI_API_KEY");
        variables.put(
                "OPENAI_API_KEY_SECRET_ARN",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:key");
        assertThat(catchThrowable(() -> make(planner, variables))).isNull();
    }

    private static TreeSet<String> names(Throwable fault) {
        var names = new TreeSet<String>();
        ((InvalidConfiguration) fault).problems().forEach(problem -> names.add(problem.name()));
        return names;
    }

    private static Object make(LambdaFunction function, Map<String, String> variables)
            throws Exception {
        var constructor = Project.handler(function).getConstructor();
        try {
            return ScopedValue.where(Env.PROVIDED, variables).call(constructor::newInstance);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static LambdaFunction function(String name) {
        return functions().stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
