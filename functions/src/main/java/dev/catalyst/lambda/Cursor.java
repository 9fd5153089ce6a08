package dev.catalyst.lambda;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A page of a list, newest first: at most `limit` items whose id sorts before `before` (empty for
 * the first page).
 */
public record Cursor(int limit, String before) {

    static String decode(String cursor, Predicate<String> position) {
        try {
            var id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (position.test(id)) {
                return id;
            }
        } catch (IllegalArgumentException notBase64) {
            // refused below, like any other text that this service did not hand out
        }
        throw Problem.invalid(
                "cursor",
                "is not one that this service handed out: take next_cursor of the page before");
    }

    /**
     * The answer for a list, from one item more than the page holds (`limit` + 1), if there are so
     * many.
     *
     * @param id gives an item's id, by which the list is sorted
     */
    public <T> Map<String, Object> page(List<T> found, Function<T, String> id) {
        var items = found.subList(0, Math.min(limit, found.size()));
        var page = new HashMap<String, Object>();
        page.put("items", items);
        page.put(
                "next_cursor",
                found.size() <= limit
                        ? null
                        : Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        id.apply(items.getLast())
                                                .getBytes(StandardCharsets.UTF_8)));
        return Collections.unmodifiableMap(page);
    }
}
