package dev.catalyst.local;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.LambdaFunction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables that a function finds: of the machine, the configuration and the template. */
final class FunctionVariables {

    /** What a function may know of the machine; on Lambda these exist, too. */
    private static final List<String> OF_THE_MACHINE =
            List.of("PATH", "HOME", "LANG", "TZ", "JAVA_HOME", "TMPDIR");

    private FunctionVariables() {}

    /**
     * The function with all its variables. What the template says goes first: it has the
     * configuration's values where it wants them. A function with a role of its own, such as a
     * sandbox, is to hold no secret and gets none.
     */
    static LambdaFunction complete(
            LambdaFunction function, Configuration configuration, Map<String, String> machine) {
        var all = new HashMap<String, String>();
        for (var name : OF_THE_MACHINE) {
            if (machine.containsKey(name)) {
                all.put(name, machine.get(name));
            }
        }
        all.put("AWS_REGION", Arns.REGION);
        all.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(function.memoryMegabytes()));
        if (!function.ownRole()) {
            all.putAll(configuration.variables());
        }
        all.putAll(function.environment());
        return new LambdaFunction(
                function.name(),
                function.runtime(),
                function.handler(),
                all,
                function.timeout(),
                function.memoryMegabytes(),
                function.ownRole());
    }
}
