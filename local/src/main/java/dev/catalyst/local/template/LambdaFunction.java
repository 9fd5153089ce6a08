package dev.catalyst.local.template;

import java.time.Duration;
import java.util.Map;

/**
 * A function: {@code handler} is a class name, with or without {@code ::handleRequest}; {@code
 * ownRole} says that its rights are not made from its policies but are those of a role declared
 * beside it.
 */
public record LambdaFunction(
        String name,
        String runtime,
        String handler,
        Map<String, String> environment,
        Duration timeout,
        int memoryMegabytes,
        boolean ownRole) {

    public LambdaFunction {
        environment = Map.copyOf(environment);
    }

    public String arn() {
        return Arns.function(name);
    }
}
