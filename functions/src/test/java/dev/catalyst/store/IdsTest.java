package dev.catalyst.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

class IdsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    @Test
    void an_id_is_a_uuid_of_version_7_that_holds_its_time() {
        var id = UUID.fromString(Ids.uuid7(NOW, new Random(1)));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void ids_sort_by_their_time() {
        var random = new Random(1);
        var ids =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> Ids.uuid7(NOW.plusMillis(i), random))
                        .toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void ids_of_one_moment_differ() {
        var random = new Random(1);

        assertThat(IntStream.range(0, 10_000).mapToObj(i -> Ids.uuid7(NOW, random)))
                .doesNotHaveDuplicates();
    }
}
