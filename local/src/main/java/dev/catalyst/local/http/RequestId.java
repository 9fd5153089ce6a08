package dev.catalyst.local.http;

import java.util.UUID;
import java.util.regex.Pattern;

/** The id that a request brings along or is given. */
public final class RequestId {

    public static final String HEADER = "X-Request-ID";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The id sent, if it is well-formed, else a new one. */
    public static String of(String sent) {
        return sent != null && WELL_FORMED.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
    }
}
