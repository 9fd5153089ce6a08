package dev.catalyst.local.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;

import dev.catalyst.lambda.Json;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/** A handler, called with bytes; JSON is mapped as the managed Java runtime maps it. */
@FunctionalInterface
interface HandlerInstance {

    byte[] handle(byte[] payload, Context context) throws IOException;

    /** Constructs {@code handler}, a class name with or without {@code ::handleRequest}. */
    static HandlerInstance of(String handler) throws Throwable {
        var separator = handler.indexOf("::");
        var type = Class.forName(separator < 0 ? handler : handler.substring(0, separator));
        if (separator >= 0 && !handler.endsWith("::handleRequest")) {
            throw new IllegalArgumentException(
                    handler + ": the local host calls the method handleRequest only");
        }
        return switch (construct(type)) {
            case RequestStreamHandler stream -> streaming(stream);
            case RequestHandler<?, ?> typed -> mapping(typed);
            default ->
                    throw new IllegalArgumentException(
                            handler + " is neither a RequestStreamHandler nor a RequestHandler");
        };
    }

    private static Object construct(Class<?> type) throws Throwable {
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static HandlerInstance streaming(RequestStreamHandler handler) {
        return (payload, context) -> {
            var answer = new ByteArrayOutputStream();
            handler.handleRequest(new ByteArrayInputStream(payload), answer, context);
            return answer.toByteArray();
        };
    }

    private static <I, O> HandlerInstance mapping(RequestHandler<I, O> handler) {
        var types =
                Json.MAPPER
                        .getTypeFactory()
                        .findTypeParameters(handler.getClass(), RequestHandler.class);
        PojoSerializer<I> input = serializer(types[0].getRawClass());
        PojoSerializer<O> output = serializer(types[1].getRawClass());
        return (payload, context) -> {
            var event = input.fromJson(new ByteArrayInputStream(payload));
            var result = handler.handleRequest(event, context);
            var answer = new ByteArrayOutputStream();
            output.toJson(result, answer);
            return answer.toByteArray();
        };
    }

    @SuppressWarnings("unchecked") // the class was found as the handler's type parameter
    private static <T> PojoSerializer<T> serializer(Class<?> type) {
        var serializer =
                LambdaEventSerializers.isLambdaSupportedEvent(type.getName())
                        ? LambdaEventSerializers.serializerFor(type, type.getClassLoader())
                        : JacksonFactory.getInstance().getSerializer(type);
        return (PojoSerializer<T>) serializer;
    }
}
