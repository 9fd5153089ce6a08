package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Emulated;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A thousand tasks of one tenant: what each costs does not grow with those that wait or ended. */
class ManyTasksIT {

    private static final int TASKS = 1_000;
    private static final int TENTH = TASKS / 10;

    /** Items that were read, whether they were of use or not. */
    private static final class Reads implements ExecutionInterceptor {
        private long items;

        @Override
        public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
            switch (call.response()) {
                case QueryResponse query -> items += query.scannedCount();
                case GetItemResponse get -> items++;
                default -> {}
            }
        }
    }

    private final Reads reads = new Reads();
    private final Office office = new Office(Emulated.table(reads));

    @Test
    void they_are_taken_in_order_and_each_is_read_of_as_often_as_the_first() {
        var creating = new ArrayList<Long>();
        var ids = new ArrayList<String>();
        for (int tenth = 0; tenth < 10; tenth++) {
            long before = reads.items;
            IntStream.range(0, TENTH).forEach(i -> ids.add(office.task()));
            creating.add(reads.items - before);
        }
        var working = new ArrayList<Long>();
        for (int tenth = 0; tenth < 10; tenth++) {
            long before = reads.items;
            for (var id : ids.subList(tenth * TENTH, (tenth + 1) * TENTH)) {
                office.dispatch();
                office.tellEnd(id, "SUCCEEDED");
            }
            working.add(reads.items - before);
        }

        assertThat(office.stepFunctions.started()).isEqualTo(ids);
        assertThat(ids).allSatisfy(id -> assertThat(office.status(id)).isEqualTo(Status.COMPLETED));
        System.out.printf(
                "ManyTasksIT: items read by each tenth of %d tasks, created %s, worked %s%n",
                TASKS, creating, working);
        assertThat(creating).allMatch(read -> read <= creating.getFirst());
        // the last have no others waiting behind them, the first had
        assertThat(working).allMatch(read -> read <= working.getFirst());
        assertThat(listed()).containsExactlyElementsOf(ids.reversed());
    }

    /** All tasks as pages of the list, which together read each about once. */
    private List<String> listed() {
        var found = new ArrayList<String>();
        var query = new HashMap<>(Map.of("limit", "100"));
        long before = reads.items;
        do {
            var page = Json.tree(office.get("/api/tasks", query).getBody());
            page.path("items").forEach(task -> found.add(task.path("id").asText()));
            query.put("cursor", page.path("next_cursor").asText());
        } while (!query.get("cursor").isEmpty() && !query.get("cursor").equals("null"));
        assertThat(reads.items - before).isLessThan(TASKS * 3 / 2);
        return found;
    }
}
