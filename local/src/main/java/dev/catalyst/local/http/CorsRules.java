package dev.catalyst.local.http;

import dev.catalyst.local.template.HttpApi.Cors;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which pages may call, by the API's {@code CorsConfiguration}. */
final class CorsRules {

    private static final Pattern ON_THIS_MACHINE =
            Pattern.compile("https?://(localhost|127\\.0\\.0\\.1)(:\\d{1,5})?");

    private final Cors cors;
    private final boolean development;

    /** In development a page that this machine serves may call from any port. */
    CorsRules(Cors cors, boolean development) {
        this.cors = cors;
        this.development = development;
    }

    /** The headers of an answer to a page of this origin; none if the page may not read it. */
    Map<String, String> answer(Optional<String> origin) {
        var headers = verdict(origin);
        if (headers.containsKey("Access-Control-Allow-Origin") && !cors.exposeHeaders().isEmpty()) {
            headers.put("Access-Control-Expose-Headers", String.join(", ", cors.exposeHeaders()));
        }
        return headers;
    }

    /** The headers of the answer to a page's preflight request. */
    Map<String, String> preflight(Optional<String> origin) {
        var headers = verdict(origin);
        if (headers.containsKey("Access-Control-Allow-Origin")) {
            headers.put("Access-Control-Allow-Methods", String.join(", ", cors.allowMethods()));
            headers.put("Access-Control-Allow-Headers", String.join(", ", cors.allowHeaders()));
            headers.put("Access-Control-Max-Age", String.valueOf(cors.maxAge().toSeconds()));
        }
        return headers;
    }

    private Map<String, String> verdict(Optional<String> origin) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Vary", "Origin");
        origin.filter(o -> !o.equals("null"))
                .ifPresent(
                        o -> {
                            if (listed(o) || development && ON_THIS_MACHINE.matcher(o).matches()) {
                                headers.put("Access-Control-Allow-Origin", o);
                                if (cors.allowCredentials()) {
                                    headers.put("Access-Control-Allow-Credentials", "true");
                                }
                            } else if (cors.allowOrigins().contains("*")) {
                                // never together with credentials: every page could act as its user
                                headers.put("Access-Control-Allow-Origin", "*");
                            }
                        });
        return headers;
    }

    private boolean listed(String origin) {
        return !origin.equals("*")
                && cors.allowOrigins().stream()
                        .anyMatch(
                                allowed ->
                                        allowed.equals(origin)
                                                || allowed.endsWith("://*")
                                                        && origin.startsWith(
                                                                allowed.substring(
                                                                        0, allowed.length() - 1)));
    }
}
