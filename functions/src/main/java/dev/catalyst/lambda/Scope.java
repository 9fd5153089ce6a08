package dev.catalyst.lambda;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a caller may do; a token names its scopes in lower case, with spaces between them. */
public enum Scope {
    READ,
    WRITE,
    APPROVE,
    ADMIN;

    /** The scopes of a text such as `read write`; words that mean nothing here are passed over. */
    public static Set<Scope> of(String words) {
        var named = List.of(words.split(" "));
        var scopes = EnumSet.allOf(Scope.class);
        scopes.removeIf(scope -> !named.contains(scope.toString()));
        return scopes;
    }

    static String words(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::toString).collect(Collectors.joining(" "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
