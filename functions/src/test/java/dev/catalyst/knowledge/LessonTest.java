package dev.catalyst.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

class LessonTest {

    static Lesson lesson(String task, String mode, String prompt) {
        return new Lesson(
                task,
                mode,
                "completed",
                prompt,
                "",
                List.of(),
                List.of(),
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void its_text_tells_what_was_asked_planned_wrong_and_mended() {
        var lesson =
                new Lesson(
                        "1",
                        "live",
                        "failed",
                        "Build a todo app",
                        "Keeps todos",
                        List.of("C1: a todo is lost"),
                        List.of("flush before the answer"),
                        Instant.EPOCH);

        assertThat(lesson.text())
                .isEqualTo(
                        """
                        A task that failed: Build a todo app
                        Its plan:
                        Keeps todos
                        What went wrong:
                        - C1: a todo is lost
                        What mended it:
                        - flush before the answer""");
    }

    @Test
    void it_stays_small_whatever_it_is_made_of_and_keeps_what_came_last() {
        var long_ = "\ud83d\ude00x".repeat(20_000);
        var entries = new ArrayList<>(Collections.nCopies(100, long_));
        entries.add("the last");

        var lesson =
                new Lesson("1", "live", "failed", long_, long_, entries, entries, Instant.EPOCH);

        assertThat(lesson.text()).hasSizeLessThan(16_000);
        assertThat(lesson.failed()).hasSize(8).endsWith("the last");
        assertThat(Json.read(Json.write(lesson), Lesson.class)).isEqualTo(lesson);
    }
}
