package dev.catalyst.agents.deployer;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The paths under {@code /api/} that an architecture's contracts name. */
final class ApiPaths {

    private static final Pattern PATH = Pattern.compile("/api/[a-z0-9][a-z0-9-]*");

    private ApiPaths() {}

    static List<String> in(List<String> contracts) {
        return contracts.stream()
                .flatMap(text -> PATH.matcher(text).results())
                .map(MatchResult::group)
                .distinct()
                .sorted()
                .toList();
    }
}
