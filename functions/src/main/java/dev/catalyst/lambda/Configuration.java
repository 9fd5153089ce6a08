package dev.catalyst.lambda;

import dev.catalyst.lambda.Variable.Problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The system's variables, validated together: whoever holds one may trust every value in it.
 *
 * <p>A blank variable counts as absent, so that a line {@code NAME=} of {@code .env} sets nothing.
 */
public final class Configuration {

    private final Map<String, String> given;

    private Configuration(Map<String, String> given) {
        this.given = given;
    }

    /**
     * Takes what it knows from the variables; throws {@link InvalidConfiguration} with every
     * problem.
     */
    public static Configuration of(Map<String, String> variables) {
        var problems = problems(variables);
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        return new Configuration(known(variables));
    }

    /** Every problem of the variables, in the table's order; none if they can be used. */
    public static List<Problem> problems(Map<String, String> variables) {
        var given = known(variables);
        var problems = new ArrayList<Problem>();
        for (var variable : Variables.TABLE) {
            var value = given.get(variable.name());
            if (value != null && !variable.rule().allows(value)) {
                problems.add(variable.problem(variable.rule().words()));
            }
        }
        problems.addAll(new Conditions(given).problems());
        return List.copyOf(problems);
    }

    /** What works but may not be meant, each with its name and what to do. */
    public List<String> warnings() {
        return new Conditions(given).warnings();
    }

    /** Every variable there is, in the order of the table. */
    public static List<Variable> table() {
        return Variables.TABLE;
    }

    /** The value given, or the default. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(given.get(name)).or(variable(name)::byDefault);
    }

    /** The value given, or the default; throws if there is neither. */
    public String get(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalStateException(name + " has no value and no default"));
    }

    public int integer(String name) {
        return Integer.parseInt(get(name));
    }

    public boolean isGiven(String name) {
        return given.containsKey(variable(name).name());
    }

    /** This configuration with one value more, or another one. */
    public Configuration with(String name, String value) {
        var changed = new HashMap<>(given);
        changed.put(variable(name).name(), value);
        return of(changed);
    }

    /** This configuration with the values of secrets in the place of references to them. */
    public Configuration fetched(Settings settings) {
        var changed = new HashMap<>(given);
        for (var variable : Variables.TABLE) {
            var name = variable.name();
            var references = List.of(name + Variable.SECRET_ARN, name + Variable.PARAMETER);
            if (changed.keySet().removeAll(references)) {
                settings.find(name).ifPresent(value -> changed.put(name, value));
            }
        }
        return of(changed);
    }

    /** All values that are given or have a default, references to secrets included. */
    public Map<String, String> variables() {
        var all = new TreeMap<String, String>();
        Variables.TABLE.forEach(
                variable ->
                        variable.byDefault().ifPresent(value -> all.put(variable.name(), value)));
        all.putAll(given);
        return Map.copyOf(all);
    }

    /** The secret values, for whoever writes what others may read. */
    public Secrets secrets() {
        return Secrets.of(given);
    }

    /** Names of variables, of those given, that mean nothing here: spelling mistakes of a file. */
    public static List<String> unknown(Collection<String> names) {
        return names.stream().filter(name -> !isKnown(name)).sorted().toList();
    }

    private static Variable variable(String name) {
        var variable = Variables.BY_NAME.get(name);
        if (variable == null) {
            throw new IllegalArgumentException(name + " is no variable of the configuration");
        }
        return variable;
    }

    private static Map<String, String> known(Map<String, String> variables) {
        var known = new TreeMap<String, String>();
        variables.forEach(
                (name, value) -> {
                    if (isKnown(name) && !value.isBlank()) {
                        known.put(name, value.strip());
                    }
                });
        return known;
    }

    private static boolean isKnown(String name) {
        return Variables.BY_NAME.containsKey(name) || isReference(name);
    }

    private static boolean isReference(String name) {
        return Variables.TABLE.stream()
                .filter(Variable::secret)
                .map(Variable::name)
                .anyMatch(
                        secret ->
                                name.equals(secret + Variable.SECRET_ARN)
                                        || name.equals(secret + Variable.PARAMETER));
    }
}
