package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.local.template.LambdaFunction;
import dev.catalyst.sandbox.Run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** `events/<function>.json`: what `sam local invoke` is given, and these tests. */
class EventFilesTest {

    /** It reads the events of two APIs, as they are. */
    private static final String AUTHORIZER = "Authorizer";

    static List<LambdaFunction> functions() {
        return Project.TEMPLATE.functions();
    }

    static List<LambdaFunction> functionsOfAwsEvents() {
        return functions().stream()
                .filter(
                        function ->
                                RequestHandler.class.isAssignableFrom(Project.handler(function)))
                .toList();
    }

    static List<LambdaFunction> functionsOfOurOwnJson() {
        return functions().stream()
                .filter(Predicate.not(functionsOfAwsEvents()::contains))
                .filter(function -> !function.name().equals(AUTHORIZER))
                .toList();
    }

    @Test
    void every_function_has_an_event_and_every_event_a_function() {
        assertThat(Project.files("events", ""))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(
                        functions().stream().map(function -> function.name() + ".json").toList());
    }

    @Test
    void the_event_of_the_authorizer_is_one_of_an_http_api() {
        var event = Project.json(Project.ROOT.resolve("events").resolve(AUTHORIZER + ".json"));

        assertThat(
                        missing(
                                event,
                                readAndWritten(APIGatewayV2CustomAuthorizerEvent.class, event),
                                ""))
                .isEmpty();
    }

    /** Read as the managed runtime reads it and written again, nothing is lost. */
    @ParameterizedTest
    @MethodSource("functionsOfAwsEvents")
    void an_event_of_aws_is_one_of_its_handlers_class(LambdaFunction function) {
        var type = Project.parameters(Project.handler(function), RequestHandler.class).getFirst();
        var event = Project.json(file(function));

        assertThat(missing(event, readAndWritten(type, event), "")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("functionsOfOurOwnJson")
    void an_event_of_ours_is_one_of_its_handlers_record(LambdaFunction function) throws Exception {
        var handler = Project.handler(function);
        var type =
                StepHandler.class.isAssignableFrom(handler)
                        ? Project.parameters(handler, StepHandler.class).getFirst()
                        : Run.class;
        var event = Project.json(file(function));

        assertThat(Json.MAPPER.treeToValue(event, type)).isNotNull();
        if (type.isRecord()) {
            assertThat(event.fieldNames())
                    .toIterable()
                    .containsAll(
                            Arrays.stream(type.getRecordComponents())
                                    .map(
                                            field ->
                                                    new SnakeCaseStrategy()
                                                            .translate(field.getName()))
                                    .toList());
        }
    }

    private static Path file(LambdaFunction function) {
        return Project.ROOT.resolve("events").resolve(function.name() + ".json");
    }

    private static <T> JsonNode readAndWritten(Class<T> type, JsonNode event) {
        var serializer =
                LambdaEventSerializers.isLambdaSupportedEvent(type.getName())
                        ? LambdaEventSerializers.serializerFor(type, type.getClassLoader())
                        : JacksonFactory.getInstance().getSerializer(type);
        var in = new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8));
        var out = new ByteArrayOutputStream();
        serializer.toJson(serializer.fromJson(in), out);
        return Json.tree(out.toString(StandardCharsets.UTF_8));
    }

    /**
     * Where a value of the event has no counterpart: a class of AWS's may lack a field of its own.
     */
    private static List<String> missing(JsonNode event, JsonNode written, String place) {
        if (!event.isContainerNode()) {
            return List.of();
        }
        var children =
                event.isArray()
                        ? IntStream.range(0, event.size())
                                .mapToObj(
                                        i ->
                                                missing(
                                                        event.get(i),
                                                        written.path(i),
                                                        place + "/" + i))
                        : event.properties().stream()
                                .map(
                                        field ->
                                                written.has(field.getKey())
                                                        ? missing(
                                                                field.getValue(),
                                                                written.get(field.getKey()),
                                                                place + "/" + field.getKey())
                                                        : List.of(place + "/" + field.getKey()));
        return children.flatMap(List::stream).toList();
    }
}
