package dev.catalyst.lambda;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** The routes of one function. */
final class Routes {

    /**
     * @param name method and path, such as `GET /api/tasks/{id}`
     * @param scope what a caller needs; none if nobody has to be found who asks
     */
    record Route(
            String name,
            String method,
            List<String> segments,
            Optional<Scope> scope,
            Function<Request, Reply> action) {

        boolean isOpen() {
            return scope.isEmpty();
        }
    }

    record Found(Route route, Map<String, String> parameters) {}

    /** The path exists, but not with this method. */
    static final class WrongMethod extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String allowed;

        WrongMethod(String allowed) {
            super(allowed, null, false, false);
            this.allowed = allowed;
        }

        String allowed() {
            return allowed;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    void add(String method, String path, Optional<Scope> scope, Function<Request, Reply> action) {
        var name = method + " " + path;
        routes.add(new Route(name, method, List.of(path.split("/", -1)), scope, action));
    }

    /** Each by its name, with its scope. */
    Map<String, Optional<Scope>> all() {
        var all = new LinkedHashMap<String, Optional<Scope>>();
        routes.forEach(route -> all.put(route.name(), route.scope()));
        return all;
    }

    /** Whether nobody has to be found who asks for this. */
    boolean isOpen(String method, String rawPath) {
        var segments = List.of(rawPath.split("/", -1));
        return routes.stream()
                .filter(route -> route.isOpen() && route.method().equals(method))
                .anyMatch(route -> match(route.segments(), segments).isPresent());
    }

    Found find(String method, String rawPath) {
        var segments = List.of(rawPath.split("/", -1));
        var allowed = new TreeSet<String>();
        for (var route : routes) {
            var parameters = match(route.segments(), segments);
            if (parameters.isPresent() && route.method().equals(method)) {
                return new Found(route, parameters.get());
            }
            parameters.ifPresent(any -> allowed.add(route.method()));
        }
        if (allowed.isEmpty()) {
            throw Problem.notFound("The path " + shortened(rawPath));
        }
        throw new WrongMethod(String.join(", ", allowed));
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> path) {
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < pattern.size(); i++) {
            var wanted = pattern.get(i);
            if (i >= path.size()) {
                return Optional.empty();
            }
            if (wanted.endsWith("+}")) {
                var rest = decode(String.join("/", path.subList(i, path.size())));
                rest.ifPresent(
                        text -> parameters.put(wanted.substring(1, wanted.length() - 2), text));
                return rest.filter(text -> !text.isEmpty()).map(text -> parameters);
            }
            if (wanted.startsWith("{")) {
                var value = decode(path.get(i)).filter(text -> !text.isEmpty());
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                parameters.put(wanted.substring(1, wanted.length() - 1), value.get());
            } else if (!wanted.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return pattern.size() == path.size() ? Optional.of(parameters) : Optional.empty();
    }

    /** The text behind percent-encodings; none if they are broken or not UTF-8. */
    private static Optional<String> decode(String encoded) {
        try {
            var bytes =
                    URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                            .getBytes(StandardCharsets.ISO_8859_1);
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (IllegalArgumentException | CharacterCodingException broken) {
            return Optional.empty();
        }
    }

    /** A path as people read it; one whose encoding is broken could hide what must not be read. */
    static String readable(String rawPath) {
        return decode(rawPath).map(Routes::shortened).orElse("(a path with a broken encoding)");
    }

    private static String shortened(String path) {
        return path.length() <= 200 ? path : path.substring(0, 200) + "...";
    }
}
