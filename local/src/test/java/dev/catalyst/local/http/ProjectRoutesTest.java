package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Scope;
import dev.catalyst.local.contract.Project;
import dev.catalyst.local.template.HttpApi;
import dev.catalyst.local.template.LambdaFunction;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Optional;
import java.util.stream.Stream;

/** The gateway brings each request to the function that knows its route. */
class ProjectRoutesTest {

    @BeforeAll
    static void clients_know_their_region_and_http_client() {
        Project.letHandlersBeMade();
    }

    static Stream<Arguments> routes() {
        return Project.TEMPLATE.functions().stream()
                .filter(function -> HttpHandler.class.isAssignableFrom(Project.handler(function)))
                .flatMap(
                        function ->
                                made(function).routes().entrySet().stream()
                                        .map(
                                                route ->
                                                        Arguments.of(
                                                                route.getKey(),
                                                                route.getValue(),
                                                                function.name())));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void a_route_is_brought_to_the_function_that_knows_it_and_if_it_needs_a_scope_by_the_authorizer(
            String route, Optional<Scope> scope, String function) {
        var method = route.substring(0, route.indexOf(' '));
        var path = route.substring(route.indexOf(' ') + 1).replaceAll("\\{[^}]+}", "anything");
        var api = Project.TEMPLATE.httpApis().getFirst();

        var found = new Routes(api.routes()).match(method, path).map(Routes.Match::route);

        assertThat(found).map(HttpApi.Route::function).contains(function);
        if (scope.isPresent()) {
            assertThat(found.flatMap(HttpApi.Route::authorizer)).contains("Callers");
        }
    }

    private static HttpHandler made(LambdaFunction function) {
        try {
            var constructor = Project.handler(function).getConstructor();
            return ScopedValue.where(Env.PROVIDED, function.environment())
                    .call(() -> (HttpHandler) constructor.newInstance());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
