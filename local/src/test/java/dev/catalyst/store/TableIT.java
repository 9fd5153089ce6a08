package dev.catalyst.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Emulated;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class TableIT {

    private final Table table = Emulated.table();
    private final String pk = "T#" + UUID.randomUUID() + "#TEST";

    @Test
    void an_item_comes_back_as_it_was_written() {
        ObjectNode item =
                (ObjectNode)
                        Json.tree(
                                """
                                {"text": "Café ☕", "empty": "", "none": null, "yes": true, "number": 1.25,
                                 "large": 12345678901234567, "list": [1, "a", {}], "object": {"a": {"b": []}}}
                                """);
        table.transaction().put(key("a"), item).commit();

        var read = table.get(key("a")).orElseThrow();
        assertThat(read.remove("pk").asText()).isEqualTo(pk);
        assertThat(read.remove("sk").asText()).isEqualTo("a");
        assertThat(Json.tree(read.toString())).isEqualTo(Json.tree(item.toString()));
        assertThat(table.get(key("b"))).isEmpty();
    }

    @Test
    void many_items_come_back_in_the_order_of_their_keys() {
        var keys = fill("K#", 120);
        var wanted = new ArrayList<>(keys);
        Collections.reverse(wanted);
        wanted.add(5, key("K#absent"));

        assertThat(table.get(wanted))
                .extracting(item -> item.path("sk").asText())
                .isEqualTo(
                        wanted.stream().map(Key::sk).filter(sk -> !sk.equals("K#absent")).toList());
    }

    @Test
    void a_walk_forward_meets_each_item_of_the_prefix_once() {
        fill("A#", 3);
        var keys = fill("B#", 25);
        fill("C#", 3);
        var walked = new ArrayList<String>();
        var after = "";
        List<ObjectNode> page;
        do {
            page = table.query(pk, "B#", after, 7);
            page.forEach(item -> walked.add(item.path("sk").asText()));
            after = page.isEmpty() ? "" : page.getLast().path("sk").asText();
        } while (!page.isEmpty());

        assertThat(walked).isEqualTo(keys.stream().map(Key::sk).toList());
    }

    @Test
    void a_walk_backward_meets_each_item_of_the_prefix_once() {
        fill("A#", 3);
        var keys = fill("B#", 25);
        var walked = new ArrayList<String>();
        var before = "";
        List<ObjectNode> page;
        do {
            page = table.newest(pk, "B#", before, 7);
            page.forEach(item -> walked.add(item.path("sk").asText()));
            before = page.isEmpty() ? "" : page.getLast().path("sk").asText();
        } while (!page.isEmpty());

        assertThat(walked).isEqualTo(keys.reversed().stream().map(Key::sk).toList());
    }

    @Test
    void an_index_is_walked_backward() {
        for (int i = 0; i < 10; i++) {
            table.transaction()
                    .put(key("I#" + i), item().put("gsi1pk", pk).put("gsi1sk", "s" + i))
                    .commit();
        }

        assertThat(table.newestOf("gsi1", pk, "s7", 3))
                .extracting(item -> item.path("gsi1sk").asText())
                .containsExactly("s6", "s5", "s4");
    }

    @Test
    void a_transaction_whose_condition_fails_writes_nothing_and_names_the_condition() {
        table.transaction().create(key("a"), item(), "first").commit();

        assertThatThrownBy(
                        () ->
                                table.transaction()
                                        .create(key("b"), item(), "free")
                                        .create(key("a"), item(), "taken")
                                        .commit())
                .isInstanceOfSatisfying(
                        Conflict.class,
                        conflict -> {
                            assertThat(conflict.on("taken")).isTrue();
                            assertThat(conflict.on("free")).isFalse();
                        });
        assertThat(table.get(key("b"))).isEmpty();
    }

    @Test
    void what_another_has_replaced_is_neither_replaced_nor_removed() {
        table.transaction().put(key("a"), item().put("version", 2).put("task_id", "x")).commit();

        assertThatThrownBy(
                        () ->
                                table.transaction()
                                        .replace(key("a"), item(), "version", "version", 1)
                                        .commit())
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(
                        () ->
                                table.transaction()
                                        .removeIf(key("a"), "holder", "task_id", "y")
                                        .commit())
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(
                        () ->
                                table.transaction()
                                        .check(key("a"), "seen", "version", 1)
                                        .put(key("b"), item())
                                        .commit())
                .isInstanceOf(Conflict.class);
        table.transaction().removeIf(key("a"), "holder", "task_id", "x").commit();
        assertThat(table.get(key("a"))).isEmpty();
        assertThatThrownBy(() -> table.transaction().remove(key("a"), "there").commit())
                .isInstanceOf(Conflict.class);
    }

    @Test
    void of_writers_at_once_each_takes_effect_once() {
        int writers = 8;
        table.transaction().put(key("n"), item().put("n", 0)).commit();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, writers).forEach(i -> threads.execute(() -> increment()));
        }

        assertThat(table.get(key("n")).orElseThrow().path("n").asInt()).isEqualTo(writers);
    }

    private void increment() {
        while (true) {
            int seen = table.get(key("n")).orElseThrow().path("n").asInt();
            try {
                table.transaction()
                        .replace(key("n"), item().put("n", seen + 1), "n", "n", seen)
                        .commit();
                return;
            } catch (Conflict overtaken) {
                // another was faster: once more from what is there now
            }
        }
    }

    private List<Key> fill(String prefix, int count) {
        var keys = IntStream.range(0, count).mapToObj(i -> key(prefix + Key.twelve(i))).toList();
        for (int from = 0; from < count; from += 50) {
            var transaction = table.transaction();
            keys.subList(from, Math.min(count, from + 50))
                    .forEach(key -> transaction.put(key, item()));
            transaction.commit();
        }
        return keys;
    }

    private Key key(String sk) {
        return new Key(pk, sk);
    }

    private static ObjectNode item() {
        return Json.MAPPER.createObjectNode();
    }
}
