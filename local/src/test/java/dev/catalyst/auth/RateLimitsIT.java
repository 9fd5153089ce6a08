package dev.catalyst.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Allowance;
import dev.catalyst.local.contract.Emulated;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Instances of the authorizer and one table. */
class RateLimitsIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Rate SLOW = new Rate(60, 20);

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final Table table = Emulated.table();

    @Test
    void a_burst_is_served_and_counted_down_and_then_one_request_in_each_interval() {
        var limits = new RateLimits(table, SLOW);
        for (int left = 19; left >= 0; left--) {
            assertThat(limits.take(tenant, NOW)).contains(new Allowance(left, 0));
        }
        assertThat(limits.take(tenant, NOW)).contains(new Allowance(0, 1));
        assertThat(limits.take(tenant, NOW.plusMillis(999))).contains(new Allowance(0, 1));
        assertThat(limits.take(tenant, NOW.plusMillis(1000))).contains(new Allowance(0, 0));
        assertThat(limits.take(tenant, NOW.plusMillis(1000))).contains(new Allowance(0, 1));
        assertThat(limits.take(tenant, NOW.plusSeconds(3600))).contains(new Allowance(19, 0));
    }

    @Test
    void another_tenant_notices_nothing() {
        var limits = new RateLimits(table, SLOW);
        for (int i = 0; i < 50; i++) {
            var _ = limits.take(tenant, NOW);
        }

        assertThat(limits.take(tenant + "-2", NOW)).contains(new Allowance(19, 0));
    }

    @Test
    void instances_that_work_at_once_give_away_no_more_than_one_bucket() throws Exception {
        var rate = new Rate(60, 400);
        var instances = IntStream.range(0, 8).mapToObj(i -> new RateLimits(table, rate)).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var served =
                    threads
                            .invokeAll(
                                    instances.stream()
                                            .map(one -> (Callable<Long>) () -> served(one, 300))
                                            .toList())
                            .stream()
                            .mapToLong(answer -> answer.resultNow())
                            .sum();
            assertThat(served).isEqualTo(400);
        }
    }

    private long served(RateLimits limits, int requests) {
        return IntStream.range(0, requests)
                .filter(i -> limits.take(tenant, NOW).orElseThrow().retryAfter() == 0)
                .count();
    }

    @Test
    void the_table_is_asked_once_for_a_batch_and_not_at_all_for_who_was_refused() {
        var limits = new RateLimits(table, new Rate(60, 200));
        var key = Key.rate(tenant);
        for (int batch = 0; batch < 20; batch++) {
            assertThat(limits.take(tenant, NOW).orElseThrow().retryAfter()).isZero();
            var full = table.get(key).orElseThrow();
            for (int more = 1; more < 10; more++) {
                assertThat(limits.take(tenant, NOW).orElseThrow().retryAfter()).isZero();
            }
            assertThat(table.get(key)).contains(full);
        }
        assertThat(limits.take(tenant, NOW)).contains(new Allowance(0, 1));
        table.transaction().delete(key).commit();
        assertThat(limits.take(tenant, NOW)).contains(new Allowance(0, 1));
        assertThat(limits.take(tenant, NOW.plusSeconds(1)).orElseThrow().retryAfter()).isZero();
    }

    @Test
    void nothing_is_limited_where_the_limit_is_off() {
        assertThat(new RateLimits(table, new Rate(0, 200)).take(tenant, NOW)).isEmpty();
        assertThat(new RateLimits(table, new Rate(60, 0)).take(tenant, NOW)).isEmpty();
        assertThat(table.get(Key.rate(tenant))).isEmpty();
    }

    @Test
    void a_table_that_does_not_answer_refuses_nobody() {
        var lost = new Table(new Lost(), "table");
        var limits = new RateLimits(lost, SLOW);

        assertThat(limits.take(tenant, NOW).orElseThrow().retryAfter()).isZero();
        assertThat(limits.take(tenant, NOW.plus(Duration.ofDays(1))).orElseThrow().retryAfter())
                .isZero();
    }

    /** A client of a table that is not there. */
    private static final class Lost implements DynamoDbClient {

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest request) {
            throw SdkClientException.create("no route");
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
