package dev.catalyst.lambda;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The variables a function was configured with: read once, when a handler is constructed. */
public record Env(Map<String, String> variables) {

    /**
     * The variables of the function under construction, where several functions share one process;
     * unbound, the process's own environment counts, as on Lambda.
     */
    public static final ScopedValue<Map<String, String>> PROVIDED = ScopedValue.newInstance();

    public Env {
        variables = Map.copyOf(variables);
    }

    public static Env current() {
        return PROVIDED.isBound() ? new Env(PROVIDED.get()) : process();
    }

    /** The variables of the process itself, whichever function is under construction. */
    static Env process() {
        return new Env(System.getenv());
    }

    /**
     * The value; throws {@link IllegalStateException} that names the variable if it is missing or
     * blank.
     */
    public String require(String name) {
        return optional(name)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        name
                                                + " is not set: the template gives it to each function that needs it"));
    }

    /** The variables that have a value, without the blanks around it. */
    Map<String, String> given() {
        var given = new TreeMap<String, String>();
        variables.forEach(
                (name, value) -> {
                    if (!value.isBlank()) {
                        given.put(name, value.strip());
                    }
                });
        return given;
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }
}
