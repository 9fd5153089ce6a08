package dev.catalyst.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The knowledge base's collection of lessons, in the table. Lessons of one mode are apart from
 * those of another: what the offline generator did says nothing of how a model works, and its
 * tasks, which always go the same way, would crowd out what models really learned.
 */
public final class Lessons {

    /** The newest of a tenant and mode that a search looks at: at most a few hundred KB. */
    static final int CONSIDERED = 200;

    private static final Duration KEPT = Duration.ofDays(365);
    private static final String NEWER = "newer";

    private final Table table;

    public Lessons(Table table) {
        this.table = table;
    }

    /**
     * What a search came to.
     *
     * @param searched how many lessons there were to search
     */
    public record Found(int searched, List<Lesson> nearest) {
        public Found {
            nearest = List.copyOf(nearest);
        }
    }

    /**
     * Keeps a task's lesson; a task that went on after it left one leaves a better one in its
     * place, whichever of the two comes last.
     *
     * @param seq the task's last event that the lesson knows of
     */
    void leave(String tenant, Lesson lesson, long seq) {
        ObjectNode item = Json.MAPPER.valueToTree(lesson);
        item.put("kind", "lesson")
                .put("seq", seq)
                .put("expires_at", lesson.learnedAt().plus(KEPT).getEpochSecond());
        try {
            table.transaction()
                    .put(
                            Key.lesson(tenant, lesson.mode(), lesson.taskId()),
                            item,
                            NEWER,
                            "attribute_not_exists(pk) OR seq < :seq",
                            Map.of(":seq", AttributeValue.fromN(Long.toString(seq))))
                    .commit();
        } catch (Conflict known) {
            // this one is kept already, or a newer one
        }
    }

    /** The lessons that share most with the words, which are plain text. */
    public Found nearest(String tenant, String mode, String words, int most) {
        List<Lesson> considered =
                table.newest(Key.lessons(tenant), mode + "#", "", CONSIDERED).stream()
                        .map(Lessons::lesson)
                        .toList();
        var texts = considered.stream().map(Lesson::text).toList();
        return new Found(
                considered.size(),
                Bm25.nearest(texts, words, most).stream().map(considered::get).toList());
    }

    private static Lesson lesson(ObjectNode item) {
        try {
            return Json.MAPPER.treeToValue(item, Lesson.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
