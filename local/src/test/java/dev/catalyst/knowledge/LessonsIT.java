package dev.catalyst.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.local.contract.Emulated;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Lessons in a real table. */
class LessonsIT {

    private final Table table = Emulated.table();
    private final Lessons lessons = new Lessons(table);
    private final String tenant = UUID.randomUUID().toString();

    private static Lesson lesson(String task, String mode, String outcome, String prompt) {
        return new Lesson(
                task,
                mode,
                outcome,
                prompt,
                "",
                List.of(),
                List.of(),
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void the_nearest_lessons_are_found_and_how_many_were_searched_is_said() {
        lessons.leave(tenant, lesson("1", "live", "completed", "Build a recipe book"), 1);
        lessons.leave(tenant, lesson("2", "live", "failed", "Build a todo list"), 1);

        var found = lessons.nearest(tenant, "live", "recipes", 5);

        assertThat(found.searched()).isEqualTo(2);
        assertThat(found.nearest()).extracting(Lesson::taskId).containsExactly("1");
        assertThat(lessons.nearest(tenant, "live", "submarines", 5).nearest()).isEmpty();
    }

    @Test
    void a_live_task_is_never_taught_by_a_simulated_one_nor_by_another_tenant() {
        lessons.leave(tenant, lesson("1", "simulated", "completed", "Build a recipe book"), 1);
        lessons.leave(tenant + "2", lesson("2", "live", "completed", "Build a recipe book"), 1);

        assertThat(lessons.nearest(tenant, "live", "recipe", 5).searched()).isZero();
        assertThat(lessons.nearest(tenant, "simulated", "recipe", 5).nearest()).hasSize(1);
    }

    @Test
    void an_older_lesson_of_a_task_that_comes_late_changes_nothing() {
        lessons.leave(tenant, lesson("1", "live", "completed", "Build a recipe book"), 9);
        lessons.leave(tenant, lesson("1", "live", "failed", "Build a recipe book"), 5);
        lessons.leave(tenant, lesson("1", "live", "failed", "Build a recipe book"), 9);

        assertThat(lessons.nearest(tenant, "live", "recipe", 5).nearest())
                .extracting(Lesson::outcome)
                .containsExactly("completed");
    }

    @Test
    void only_the_newest_are_considered_and_each_expires_after_a_year() {
        IntStream.range(0, Lessons.CONSIDERED + 1)
                .forEach(
                        i ->
                                lessons.leave(
                                        tenant,
                                        lesson(
                                                "%03d".formatted(i),
                                                "live",
                                                "completed",
                                                i == 0 ? "submarine" : "todo"),
                                        1));

        var found = lessons.nearest(tenant, "live", "submarine", 5);

        assertThat(found.searched()).isEqualTo(Lessons.CONSIDERED);
        assertThat(found.nearest()).isEmpty();
        assertThat(
                        table.get(Key.lesson(tenant, "live", "000"))
                                .orElseThrow()
                                .path("expires_at")
                                .asLong())
                .isEqualTo(Instant.parse("2027-01-01T00:00:00Z").getEpochSecond());
    }
}
