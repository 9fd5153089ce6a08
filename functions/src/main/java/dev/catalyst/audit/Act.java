package dev.catalyst.audit;

import dev.catalyst.lambda.Request;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What somebody did, or was not allowed to do, before it has its place in the chain.
 *
 * @param action such as `task.approve`
 * @param resource such as `task/01890000-0000-7000-8000-000000000000`, or `task` for none of them
 * @param outcome done or refused
 */
record Act(
        Instant at, String user, String action, String resource, String outcome, String requestId) {

    static Act done(Request request, String id, Instant at) {
        return of(request, "/" + id, "done", at);
    }

    static Act refused(Request request, Instant at) {
        var id = request.parameter("id");
        return of(request, id != null && Request.isId(id) ? "/" + id : "", "refused", at);
    }

    private static Act of(Request request, String id, String outcome, Instant at) {
        var route = Route.of(request.route());
        return new Act(
                at,
                request.caller().user(),
                route.kind() + "." + route.deed(),
                route.kind() + id,
                outcome,
                request.requestId());
    }

    /** A route read as a deed: {@code POST /api/tasks/{id}/cancel} cancels a task. */
    private record Route(String kind, String deed) {

        private static final Pattern BETWEEN_WORDS = Pattern.compile("[ /]+");
        private static final Pattern PLURAL = Pattern.compile("s$");

        static Route of(String name) {
            var words = BETWEEN_WORDS.split(name);
            var kind = PLURAL.matcher(words[2]).replaceFirst("");
            return new Route(
                    kind,
                    words.length > 4
                            ? words[4]
                            : switch (words[0]) {
                                case "POST" -> "create";
                                case "PATCH" -> "change";
                                default -> "read";
                            });
        }
    }
}
