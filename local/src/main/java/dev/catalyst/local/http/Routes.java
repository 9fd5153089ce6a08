package dev.catalyst.local.http;

import dev.catalyst.local.template.HttpApi.Route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Selects the route of a request as API Gateway does: a full match, literal segments before
 * parameters, then a greedy parameter, then {@code $default}; a named method before ANY.
 */
final class Routes {

    static final String DEFAULT = "$default";

    private final List<Pattern> patterns;

    Routes(List<Route> routes) {
        patterns = routes.stream().map(Pattern::of).sorted(MOST_SPECIFIC_FIRST).toList();
    }

    /** A selected route; parameters are decoded. */
    record Match(Route route, Map<String, String> parameters) {

        Match {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }

        String key() {
            return route.path().equals(DEFAULT) ? DEFAULT : route.method() + " " + route.path();
        }
    }

    Optional<Match> match(String method, String rawPath) {
        List<String> segments = List.of(rawPath.split("/", -1));
        return patterns.stream()
                .filter(p -> p.takes(method))
                .flatMap(p -> p.match(segments).stream())
                .findFirst();
    }

    private static final Comparator<Pattern> MOST_SPECIFIC_FIRST =
            Comparator.comparing((Pattern p) -> p.fallback)
                    .thenComparing(p -> p.greedy)
                    .thenComparing(p -> p.weights, Routes::compareWeights)
                    .thenComparing(p -> p.route.method().equals("ANY"));

    /** Segment by segment; of two equal beginnings the longer is the more specific. */
    private static int compareWeights(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = Integer.compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(other.size(), one.size());
    }

    private record Pattern(
            Route route,
            List<String> segments,
            List<Integer> weights,
            boolean greedy,
            boolean fallback) {

        static Pattern of(Route route) {
            List<String> segments = List.of(route.path().split("/", -1));
            return new Pattern(
                    route,
                    segments,
                    segments.stream().map(Pattern::weight).toList(),
                    segments.getLast().endsWith("+}"),
                    route.path().equals(DEFAULT));
        }

        private static int weight(String segment) {
            if (segment.endsWith("+}")) {
                return 2;
            }
            return segment.startsWith("{") ? 1 : 0;
        }

        boolean takes(String method) {
            return fallback || route.method().equals("ANY") || route.method().equals(method);
        }

        Optional<Match> match(List<String> path) {
            if (fallback) {
                return Optional.of(new Match(route, Map.of()));
            }
            if (greedy ? path.size() < segments.size() : path.size() != segments.size()) {
                return Optional.empty();
            }
            var parameters = new LinkedHashMap<String, String>();
            for (int i = 0; i < segments.size(); i++) {
                String segment = segments.get(i);
                List<String> rest =
                        i == segments.size() - 1
                                ? path.subList(i, path.size())
                                : List.of(path.get(i));
                if (!take(segment, String.join("/", rest), parameters)) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Match(route, parameters));
        }

        private static boolean take(String segment, String value, Map<String, String> parameters) {
            if (!segment.startsWith("{")) {
                return segment.equals(value);
            }
            String name = segment.substring(1, segment.length() - (segment.endsWith("+}") ? 2 : 1));
            parameters.put(name, PercentEncoding.decode(value));
            return !value.isEmpty();
        }
    }

    /** The paths of the routes, most specific first. */
    List<String> keys() {
        var keys = new ArrayList<String>();
        patterns.forEach(p -> keys.add(new Match(p.route, Map.of()).key()));
        return keys;
    }
}
