package dev.catalyst.lambda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is refused: becomes an RFC 9457 problem document. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A field of the body, or a parameter, and the rule that it breaks. */
    public record FieldError(String field, String message) {}

    private final int status;
    private final String title;
    private final transient List<FieldError> errors;

    private Problem(int status, String title, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.errors = List.copyOf(errors);
    }

    public static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, List.of());
    }

    public static Problem invalid(List<FieldError> errors) {
        var named = String.join(", ", errors.stream().map(FieldError::field).distinct().toList());
        return new Problem(
                400,
                "Invalid request",
                "Correct " + named + " and send the request again.",
                errors);
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

    /** The problem document of RFC 9457 for the place where it arose. */
    public Map<String, Object> document(String instance, String requestId) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("detail", getMessage());
        document.put("instance", instance);
        document.put("request_id", requestId);
        if (!errors.isEmpty()) {
            document.put("errors", errors);
        }
        return document;
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
