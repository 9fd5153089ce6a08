package dev.catalyst.local.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the parameters of a query. */
public final class QueryString {

    private QueryString() {}

    /** The decoded parameters, in order; rubbish stays as it was sent. */
    public static Map<String, List<String>> parse(String raw) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters
                        .computeIfAbsent(decoded(name), _ -> new ArrayList<>())
                        .add(decoded(value));
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static String decoded(String text) {
        return PercentEncoding.decode(text.replace('+', ' '));
    }
}
