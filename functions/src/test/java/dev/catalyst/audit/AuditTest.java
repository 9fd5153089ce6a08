package dev.catalyst.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.Scope;
import dev.catalyst.store.Attributes;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

class AuditTest {

    private static final String ID = "01890000-0000-7000-8000-000000000000";
    private static final String ALL = "read write approve admin";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MemoryDynamoDb items = new MemoryDynamoDb();
    private final Table table = new Table(items, "table");
    private final Audit audit = new Audit(table, new Random(1), true);
    private final AuditApi api = new AuditApi(audit, () -> NOW);

    @Test
    void what_was_done_is_told_newest_first_with_who_when_and_what() {
        act("ada", "1", 1);
        act("grace", "2", 2);

        var told = list("one", Map.of()).path("items");

        assertThat(told).hasSize(2);
        assertThat(told.get(0).path("user").asText()).isEqualTo("grace");
        assertThat(told.get(0).path("seq").asLong()).isEqualTo(2);
        assertThat(told.get(0).path("action").asText()).isEqualTo("task.create");
        assertThat(told.get(0).path("resource").asText()).isEqualTo("task/2");
        assertThat(told.get(0).path("outcome").asText()).isEqualTo("done");
        assertThat(told.get(0).path("at").asText()).isEqualTo("2026-01-01T00:00:02Z");
        assertThat(told.get(0).path("previous_hash")).isEqualTo(told.get(1).path("hash"));
    }

    @Test
    void another_tenant_sees_nothing_of_it() {
        act("ada", "1", 1);

        assertThat(list("two", Map.of()).path("items")).isEmpty();
    }

    @Test
    void pages_of_the_log_join_without_a_gap() {
        for (int i = 1; i <= 120; i++) {
            act("ada", "" + i, i);
        }
        var seen = new ArrayList<Long>();
        var cursor = "";
        do {
            var page =
                    list(
                            "one",
                            cursor.isEmpty() ? Map.of() : Map.of("limit", "50", "cursor", cursor));
            page.path("items").forEach(item -> seen.add(item.path("seq").asLong()));
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));

        assertThat(seen).hasSize(120).doesNotHaveDuplicates().first().isEqualTo(120L);
    }

    @Test
    void what_somebody_was_not_allowed_to_do_is_told_too() {
        var acting = new Acting(audit, "1", NOW);
        var asked =
                List.of(
                        reader("POST", "/api/tasks"),
                        reader("POST", "/api/tasks/" + ID + "/approve"),
                        reader("PATCH", "/api/projects/" + ID),
                        reader("POST", "/api/tasks/no-id-but-something-long/approve"));

        assertThat(asked)
                .allMatch(event -> acting.handleRequest(event, null).getStatusCode() == 403);
        assertThat(api.handleRequest(reader("GET", "/api/audit"), null).getStatusCode())
                .isEqualTo(403);

        assertThat(list("one", Map.of()).path("items"))
                .allMatch(item -> item.path("outcome").asText().equals("refused"))
                .allMatch(item -> item.path("user").asText().equals("mallory"))
                .map(item -> item.path("action").asText() + " " + item.path("resource").asText())
                .containsExactlyInAnyOrder(
                        "audit.read audit",
                        "task.create task",
                        "task.approve task/" + ID,
                        "project.change project/" + ID,
                        "task.approve task");
    }

    @Test
    void what_failed_leaves_no_note() {
        act("ada", "1", 1);
        var taken = table.transaction().create(new Key("T#one#TASK#1", "META"), empty(), "task");

        assertThatThrownBy(() -> commit(taken, "ada", "1", 2)).isInstanceOf(Conflict.class);
        audit.chain("one");

        assertThat(chain(UnaryOperator.identity()).length()).isEqualTo(1);
    }

    @Test
    void many_who_chain_at_one_time_make_one_whole_chain_with_each_act_once() throws Exception {
        for (int i = 1; i <= 200; i++) {
            act("ada", "" + i, i);
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                running.add(threads.submit(() -> audit.chain("one")));
            }
            for (var one : running) {
                one.get();
            }
        }
        var chain = chain(UnaryOperator.identity());

        assertThat(chain.broken()).isEmpty();
        assertThat(chain.length()).isEqualTo(200);
        assertThat(chain.noted()).isZero();
    }

    @Test
    void what_is_noted_meanwhile_holds_up_nobody_who_chains() {
        act("ada", "1", 1);
        var noted = new AtomicInteger(1);
        var busy =
                (DynamoDbClient)
                        Proxy.newProxyInstance(
                                DynamoDbClient.class.getClassLoader(),
                                new Class<?>[] {DynamoDbClient.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("transactWriteItems")) {
                                        assertThat(noted.incrementAndGet()).isLessThan(10);
                                        act("ada", "1", noted.get());
                                    }
                                    return method.invoke(items, arguments);
                                });

        new Audit(new Table(busy, "table"), new Random(2), true).chain("one");

        assertThat(chain(UnaryOperator.identity()).length()).isEqualTo(1);
        assertThat(chain(UnaryOperator.identity()).noted()).isEqualTo(1);
    }

    @Test
    void an_entry_that_was_changed_is_named_whatever_field_it_was() {
        threeEntries();
        for (var field :
                List.of(
                        "user",
                        "action",
                        "resource",
                        "outcome",
                        "request_id",
                        "hash",
                        "previous_hash")) {
            var broken =
                    chain(item -> sk(item).endsWith("2") ? item.put(field, "eve") : item).broken();

            assertThat(broken)
                    .as(field)
                    .hasValueSatisfying(said -> assertThat(said).contains("entry 2 was changed"));
        }
        assertThat(chain(item -> sk(item).endsWith("2") ? item.put("at", "never") : item).broken())
                .hasValueSatisfying(said -> assertThat(said).contains("entry 2"));
    }

    @Test
    void an_entry_that_was_removed_is_named_the_last_one_too() {
        threeEntries();

        for (int seq = 1; seq <= 3; seq++) {
            var end = "00" + seq;
            assertThat(chain(item -> sk(item).endsWith(end) ? null : item).broken())
                    .contains("entry " + seq + " is missing");
        }
    }

    @Test
    void a_head_that_was_removed_or_turned_back_is_told() {
        threeEntries();

        assertThat(chain(item -> sk(item).equals("HEAD") ? null : item).broken()).isPresent();
        assertThat(chain(item -> sk(item).equals("HEAD") ? item.put("seq", 2) : item).broken())
                .isPresent();
    }

    @Test
    void a_chain_of_another_tenant_does_not_pass_for_this_one() {
        threeEntries();
        var other = new Chain("two");
        stored().forEach(other::add);

        assertThat(other.broken()).hasValueSatisfying(said -> assertThat(said).contains("entry 1"));
    }

    @Test
    void nothing_is_noted_where_it_is_turned_off() {
        var off = new Audit(table, new Random(1), false);
        var acting = new Acting(off, "1", NOW);
        acting.handleRequest(event("one", "ada", "POST", "/api/tasks", Map.of()), null);
        acting.handleRequest(reader("POST", "/api/tasks"), null);

        assertThat(stored()).isEmpty();
    }

    private void threeEntries() {
        for (int i = 1; i <= 3; i++) {
            act("ada", "" + i, i);
        }
        audit.chain("one");
    }

    private void act(String user, String id, int second) {
        commit(
                table.transaction()
                        .create(new Key("T#one#TASK#" + second, "META"), empty(), "task"),
                user,
                id,
                second);
    }

    private void commit(Transaction transaction, String user, String id, int second) {
        var acting = new Acting(audit, id, NOW.plusSeconds(second));
        acting.transaction = transaction;
        acting.handleRequest(event("one", user, "POST", "/api/tasks", Map.of()), null);
        transaction.commit();
    }

    /** Does something on behalf of whoever asks. */
    private static final class Acting extends HttpHandler {

        private final Audit audit;
        private final Instant at;
        private Transaction transaction;

        Acting(Audit audit, String id, Instant at) {
            this.audit = audit;
            this.at = at;
            route(
                    "POST",
                    "/api/tasks",
                    request -> {
                        audit.note(request, id, at).accept(transaction);
                        return Reply.json(200, Map.of());
                    });
            route("POST", "/api/tasks/{id}/approve", Scope.APPROVE, _ -> Reply.json(200, Map.of()));
            route("PATCH", "/api/projects/{id}", _ -> Reply.json(200, Map.of()));
        }

        @Override
        protected void forbidden(Request request) {
            audit.refused(request, at);
        }
    }

    private JsonNode list(String tenant, Map<String, String> query) {
        return Json.tree(
                api.handleRequest(event(tenant, "ada", "GET", "/api/audit", query), null)
                        .getBody());
    }

    private static APIGatewayV2HTTPEvent event(
            String tenant, String user, String method, String path, Map<String, String> query) {
        var caller = Map.<String, Object>of("tenant", tenant, "user", user, "scope", ALL);
        return event(caller, method, path, query);
    }

    /** Asked by somebody who may read alone. */
    private static APIGatewayV2HTTPEvent reader(String method, String path) {
        var caller = Map.<String, Object>of("tenant", "one", "user", "mallory", "scope", "read");
        return event(caller, method, path, Map.of());
    }

    private static APIGatewayV2HTTPEvent event(
            Map<String, Object> caller, String method, String path, Map<String, String> query) {
        var authorizer = new Authorizer();
        authorizer.setLambda(caller);
        var http = Http.builder().withMethod(method).withPath(path).build();
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withQueryStringParameters(query)
                .withRequestContext(
                        RequestContext.builder().withHttp(http).withAuthorizer(authorizer).build())
                .build();
    }

    private List<ObjectNode> stored() {
        return items.items().stream()
                .filter(item -> item.get("pk").s().equals("T#one#AUDIT"))
                .map(Attributes::object)
                .toList();
    }

    /** The tenant's chain as somebody left it; what is turned into null is gone. */
    private Chain chain(UnaryOperator<ObjectNode> tampering) {
        var chain = new Chain("one");
        stored().stream().map(tampering).filter(item -> item != null).forEach(chain::add);
        return chain;
    }

    private static String sk(ObjectNode item) {
        return item.path("sk").asText();
    }

    private static ObjectNode empty() {
        return Json.MAPPER.createObjectNode();
    }
}
