package dev.catalyst.lambda;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** One environment variable of the system: what it may hold, and who reads it. */
public record Variable(
        String name,
        Optional<String> byDefault,
        Rule rule,
        String example,
        boolean secret,
        Reader reader) {

    /** A secret may be given by reference instead: the name with one of these endings. */
    static final String SECRET_ARN = "_SECRET_ARN";

    static final String PARAMETER = "_PARAMETER";

    public Variable {
        Objects.requireNonNull(name);
        Objects.requireNonNull(rule);
        if (!rule.allows(example) || byDefault.filter(value -> !rule.allows(value)).isPresent()) {
            throw new IllegalArgumentException(name + ": example or default breaks its own rule");
        }
    }

    /** Who reads a variable. */
    public enum Reader {
        FUNCTIONS,
        LOCAL_HOST,
        COMMAND_LINE
    }

    /** What a value must be, in words that complete "must be ..." and as a check. */
    public record Rule(String words, Predicate<String> check) {

        public boolean allows(String value) {
            return check.test(value);
        }
    }

    /** What is wrong with a value, or with its absence; never quotes a secret. */
    public record Problem(String name, String rule, String example) {

        @Override
        public String toString() {
            return "%s %s; for example %s=%s".formatted(name, rule, name, example);
        }
    }

    /**
     * The problem of this variable whose value breaks {@code must}, a phrase such as "must be
     * positive".
     */
    Problem problem(String must) {
        return new Problem(name, must, example);
    }
}
