package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One HTTP request, after routing. */
public final class Request {

    private static final int LARGEST_BODY = 1_000_000;
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern JSON =
            Pattern.compile(
                    "application/([a-z0-9.+-]+\\+)?json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private final APIGatewayV2HTTPEvent event;
    private final String route;
    private final Map<String, String> parameters;
    private final String requestId;
    private final Optional<Caller> caller;

    Request(
            APIGatewayV2HTTPEvent event,
            String route,
            Map<String, String> parameters,
            String requestId,
            Optional<Caller> caller) {
        this.event = event;
        this.route = route;
        this.parameters = Map.copyOf(parameters);
        this.requestId = requestId;
        this.caller = caller;
    }

    /** The route that this request found, such as `PATCH /api/projects/{id}`. */
    public String route() {
        return route;
    }

    public String requestId() {
        return requestId;
    }

    /** Who asks; throws a 401 if nobody was found, which can be on an open route only. */
    public Caller caller() {
        return caller.orElseThrow(Problem::unauthenticated);
    }

    /** Throws a 401 or a 403 unless the caller has the scope. */
    public void require(Scope scope) {
        caller().require(scope);
    }

    /** Whose data this request sees. */
    public String tenant() {
        return caller().tenant();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(event.getHeaders())
                .map(headers -> headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** A path parameter, percent-decoded. */
    public String parameter(String name) {
        return parameters.get(name);
    }

    /** The path parameter `id`; anything but a UUID names nothing, which is a 404. */
    public String id(String what) {
        var id = parameter("id");
        if (!isId(id)) {
            throw Problem.notFound("This " + what);
        }
        return id;
    }

    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(event.getQueryStringParameters()).map(query -> query.get(name));
    }

    /** A whole number of the query between two bounds. */
    public long query(String name, long byDefault, long least, long most) {
        var text = query(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, like a number out of bounds
        }
        throw Problem.invalid(name, "must be a whole number from " + least + " to " + most);
    }

    /** The page that a list request asks for. */
    public Cursor cursor() {
        return cursor(Request::isId);
    }

    /** The page of a list that is sorted by something else than ids. */
    public Cursor cursor(Predicate<String> position) {
        return new Cursor(
                (int) query("limit", 20, 1, 100),
                query("cursor").map(text -> Cursor.decode(text, position)).orElse(""));
    }

    /**
     * Whether the resource that the caller based its change on is still the given one; 412 if it is
     * not.
     */
    public void requireMatch(Object resource) {
        if (header("if-match").isPresent()
                && !knows("if-match", Reply.etag(Json.write(resource)))) {
            throw Problem.lostUpdate();
        }
    }

    /**
     * Whether an entity tag is in the list of a header (RFC 9110, section 13.1), or that is `*`.
     */
    boolean knows(String header, String tag) {
        return header(header).stream()
                .flatMap(list -> List.of(list.split(",")).stream())
                .map(String::strip)
                // a proxy that compresses makes a tag weak
                .map(one -> one.startsWith("W/") ? one.substring(2) : one)
                .anyMatch(one -> one.equals(tag) || one.equals("*"));
    }

    /**
     * The body as a JSON object: 413 if it is too large, 415 if it is not said to be JSON, 400 if
     * it is not.
     */
    public Fields fields() {
        var body = body();
        if (!JSON.matcher(header("content-type").orElse("")).matches()) {
            throw Problem.of(415, "Unsupported media type", "Send the body as application/json.");
        }
        return new Fields(object(body));
    }

    /** Like {@link #fields()}, but a request without a body has no fields. */
    public Fields optionalFields() {
        return body().length == 0 ? new Fields(Json.MAPPER.createObjectNode()) : fields();
    }

    byte[] body() {
        var text = event.getBody() == null ? "" : event.getBody();
        var bytes =
                event.getIsBase64Encoded()
                        ? Base64.getDecoder().decode(text)
                        : text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LARGEST_BODY) {
            throw Problem.of(
                    413,
                    "Content too large",
                    "A body may have at most " + LARGEST_BODY + " bytes.");
        }
        return bytes;
    }

    private static ObjectNode object(byte[] body) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            if (Json.MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw Problem.of(400, "Malformed JSON", "The body is not well-formed JSON in UTF-8.");
        }
        throw Problem.of(400, "Malformed request", "The body must be a JSON object.");
    }

    String method() {
        return event.getRequestContext().getHttp().getMethod();
    }

    String path() {
        return event.getRawPath();
    }
}
