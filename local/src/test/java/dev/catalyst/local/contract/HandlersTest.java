package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.local.template.EventSource;
import dev.catalyst.local.template.EventSource.FromQueue;
import dev.catalyst.local.template.EventSource.FromTable;
import dev.catalyst.local.template.HttpApi;
import dev.catalyst.local.template.LambdaFunction;
import dev.catalyst.local.template.Target;
import dev.catalyst.local.template.WebSocketApi;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What template.yaml says of a function is true of its handler. */
class HandlersTest {

    /** The one handler that serves several functions: a sandbox for each runtime. */
    private static final String SANDBOX = "dev.catalyst.sandbox.SandboxHandler";

    @BeforeAll
    static void clients_know_their_region_and_http_client() {
        Project.letHandlersBeMade();
    }

    static List<LambdaFunction> functions() {
        return Project.TEMPLATE.functions();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void a_handler_is_made_with_what_the_template_gives_its_function(LambdaFunction function)
            throws Exception {
        var constructor = Project.handler(function).getConstructor();

        var handler =
                ScopedValue.where(Env.PROVIDED, function.environment())
                        .call(constructor::newInstance);

        assertThat(Modifier.isPublic(Project.handler(function).getModifiers())).isTrue();
        assertThat(handler).isInstanceOfAny(RequestHandler.class, RequestStreamHandler.class);
    }

    @Test
    void a_handler_serves_one_function() {
        assertThat(functions().stream().map(LambdaFunction::handler))
                .filteredOn(Predicate.not(SANDBOX::equals))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_function_with_routes_extends_the_http_handler_and_no_other_does() {
        var routed =
                Project.TEMPLATE.httpApis().stream()
                        .flatMap(api -> api.routes().stream())
                        .map(HttpApi.Route::function)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named(HttpHandler.class)).isEqualTo(routed);
    }

    @Test
    void a_function_of_a_state_machine_and_no_other_reads_json_of_its_own() {
        var steps = new TreeSet<String>();
        for (var machine : Project.TEMPLATE.stateMachines()) {
            functions().stream()
                    .filter(function -> machine.definition().contains(function.arn() + ":"))
                    .forEach(function -> steps.add(function.name()));
        }
        // the news of an ended execution hold fields that AWS's class lacks
        Project.TEMPLATE.rules().stream()
                .flatMap(rule -> rule.targets().stream())
                .filter(target -> target.kind() == Target.Kind.FUNCTION)
                .forEach(target -> steps.add(target.name()));

        assertThat(named(StepHandler.class)).isEqualTo(steps);
    }

    @Test
    void a_function_behind_sockets_takes_and_answers_their_events() {
        for (var name : sockets()) {
            assertThat(Project.parameters(Project.handler(function(name)), RequestHandler.class))
                    .containsExactly(
                            APIGatewayV2WebSocketEvent.class, APIGatewayV2WebSocketResponse.class);
        }
    }

    static List<EventSource> sources() {
        return Project.TEMPLATE.eventSources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void a_function_of_a_queue_or_stream_answers_failures_if_the_template_says_so(
            EventSource source) {
        var types =
                Project.parameters(
                        Project.handler(function(source.function())), RequestHandler.class);
        var whole =
                switch (source) {
                    case FromQueue queue -> List.of(SQSEvent.class, SQSBatchResponse.class);
                    case FromTable table ->
                            List.of(DynamodbEvent.class, StreamsEventResponse.class);
                };

        assertThat(types.getFirst()).isEqualTo(whole.getFirst());
        assertThat(types.getLast().equals(whole.getLast())).isEqualTo(source.reportsItemFailures());
    }

    @Test
    void every_function_is_called_by_something() {
        var called = new HashSet<>(named(HttpHandler.class));
        called.addAll(named(StepHandler.class));
        called.addAll(sockets());
        called.addAll(authorizers());
        sources().forEach(source -> called.add(source.function()));
        Project.TEMPLATE.schedules().forEach(schedule -> called.add(schedule.target().name()));
        functions().stream()
                .flatMap(function -> function.environment().values().stream())
                .forEach(
                        value ->
                                functions().stream()
                                        .filter(other -> value.startsWith(other.arn() + ":"))
                                        .forEach(other -> called.add(other.name())));

        assertThat(called)
                .containsExactlyInAnyOrderElementsOf(
                        functions().stream().map(LambdaFunction::name).toList());
    }

    private static Set<String> sockets() {
        return Project.TEMPLATE.webSocketApis().stream()
                .map(WebSocketApi::routes)
                .flatMap(routes -> routes.values().stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> authorizers() {
        return Stream.concat(
                        Project.TEMPLATE.httpApis().stream()
                                .flatMap(api -> api.authorizers().values().stream())
                                .map(HttpApi.Authorizer::function),
                        Project.TEMPLATE.webSocketApis().stream()
                                .flatMap(api -> api.authorizer().stream())
                                .map(WebSocketApi.Authorizer::function))
                .collect(Collectors.toSet());
    }

    private static Set<String> named(Class<?> parent) {
        return functions().stream()
                .filter(function -> parent.isAssignableFrom(Project.handler(function)))
                .map(LambdaFunction::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static LambdaFunction function(String name) {
        return functions().stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
