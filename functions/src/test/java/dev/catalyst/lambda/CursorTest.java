package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.store.Ids;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

class CursorTest {

    @Test
    void a_walk_meets_each_item_once_newest_first() {
        var random = new Random(7);
        for (int count : new int[] {0, 1, 6, 7, 8, 45}) {
            var ids = ids(count, random);
            assertThat(walk(ids, 7)).isEqualTo(ids);
        }
    }

    private static List<String> walk(List<String> ids, int limit) {
        var walked = new ArrayList<String>();
        var before = "";
        while (true) {
            var from = before;
            var found =
                    ids.stream()
                            .filter(id -> from.isEmpty() || id.compareTo(from) < 0)
                            .limit(limit + 1L)
                            .toList();
            var page = new Cursor(limit, before).page(found, UnaryOperator.identity());
            for (var item : (List<?>) page.get("items")) {
                walked.add(item.toString());
            }
            if (page.get("next_cursor") == null) {
                return walked;
            }
            before = Cursor.decode(page.get("next_cursor").toString(), Request::isId);
        }
    }

    private static List<String> ids(int count, Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> Ids.uuid7(Instant.ofEpochMilli(1_000_000L + i), random))
                .sorted(Comparator.reverseOrder())
                .toList();
    }
}
