package dev.catalyst.lambda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is refused: becomes an RFC 9457 problem document. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A field of the body, or a parameter, and the rule that it breaks. */
    public record FieldError(String field, String message) {

        private FieldError masked() {
            return new FieldError(Masking.mask(field), Masking.mask(message));
        }
    }

    private final int status;
    private final String title;
    private final String type;
    private final transient List<FieldError> errors;
    private final transient Map<String, String> headers;

    private Problem(
            int status,
            String title,
            String detail,
            String type,
            List<FieldError> errors,
            Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.type = type;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
    }

    public static Problem of(int status, String title, String detail) {
        return of(status, title, detail, Map.of());
    }

    private static Problem of(
            int status, String title, String detail, Map<String, String> headers) {
        return new Problem(status, title, detail, "about:blank", List.of(), headers);
    }

    public static Problem invalid(List<FieldError> errors) {
        var named = String.join(", ", errors.stream().map(FieldError::field).distinct().toList());
        return new Problem(
                400,
                "Invalid request",
                "Correct " + named + " and send the request again.",
                "about:blank",
                errors,
                Map.of());
    }

    public static Problem invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    public static Problem notFound(String what) {
        return of(404, "Not found", what + " does not exist.");
    }

    /** The resource exists, but its state forbids what was asked. */
    public static Problem conflict(String detail) {
        return of(409, "Conflict", detail);
    }

    public static Problem lostUpdate() {
        return of(
                412,
                "Precondition failed",
                "The resource has changed since it was read: read it again and repeat the change.");
    }

    /**
     * Nobody was found who asks; the same whatever is wrong with what the request brought along.
     */
    public static Problem unauthenticated() {
        return of(
                401,
                "Unauthorized",
                "Send a valid token: Authorization: Bearer <token>.",
                Map.of("WWW-Authenticate", "Bearer"));
    }

    /** The caller is known, but has not got the scope. */
    public static Problem lacks(Scope scope) {
        return of(
                403,
                "Forbidden",
                "This needs the scope " + scope + ", which the token has not got.",
                Map.of(
                        "WWW-Authenticate",
                        "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\""));
    }

    /**
     * More is asked for than the tenant may.
     *
     * @param code which limit that is
     * @param retryAfter seconds after which asking again makes sense
     */
    public static Problem tooMany(String code, String detail, long retryAfter) {
        return new Problem(
                429,
                "Too many requests",
                detail,
                "urn:catalyst:" + code,
                List.of(),
                Map.of("Retry-After", Long.toString(retryAfter)));
    }

    /** The problem document of RFC 9457 for the place where it arose. */
    public Map<String, Object> document(String instance, String requestId) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", type);
        document.put("title", title);
        document.put("status", status);
        // what was sent may be told again here
        document.put("detail", Masking.mask(getMessage()));
        document.put("instance", Masking.mask(Routes.readable(instance)));
        document.put("request_id", requestId);
        if (!errors.isEmpty()) {
            document.put("errors", errors.stream().map(FieldError::masked).toList());
        }
        return document;
    }

    /** Headers of the answer that belong to the problem. */
    Map<String, String> headers() {
        return headers;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
