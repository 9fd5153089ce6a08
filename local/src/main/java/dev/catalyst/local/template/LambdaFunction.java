package dev.catalyst.local.template;

import java.time.Duration;
import java.util.Map;

/** A function: its handler is a class name, with or without {@code ::handleRequest}. */
public record LambdaFunction(
        String name,
        String runtime,
        String handler,
        Map<String, String> environment,
        Duration timeout,
        int memoryMegabytes) {

    public LambdaFunction {
        environment = Map.copyOf(environment);
    }

    public String arn() {
        return Arns.function(name);
    }
}
