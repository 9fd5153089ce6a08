package dev.catalyst.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Scope;
import dev.catalyst.local.contract.Emulated;
import dev.catalyst.store.Key;
import dev.catalyst.store.Sha256;
import dev.catalyst.store.Table;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class TicketsIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Caller ADA =
            new Caller("one", "ada", Set.of(Scope.READ), NOW.plusSeconds(600));

    private final Table table = Emulated.table();
    private final Tickets tickets = new Tickets(table);

    @Test
    void a_ticket_names_its_caller_once() {
        var ticket = issued();

        assertThat(tickets.redeem(ticket, NOW.plusSeconds(59))).contains(ADA);
        assertThat(tickets.redeem(ticket, NOW.plusSeconds(59))).isEmpty();
    }

    @Test
    void a_ticket_that_is_too_old_or_unknown_names_nobody() {
        assertThat(tickets.redeem(issued(), NOW.plusSeconds(60))).isEmpty();
        assertThat(tickets.redeem("no ticket", NOW)).isEmpty();
    }

    @RepeatedTest(10)
    void of_many_who_use_a_ticket_at_once_one_gets_in() throws Exception {
        var ticket = issued();
        Callable<Optional<Caller>> use = () -> tickets.redeem(ticket, NOW);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var found = threads.invokeAll(IntStream.range(0, 20).mapToObj(i -> use).toList());

            assertThat(found.stream().filter(one -> one.resultNow().isPresent())).hasSize(1);
        }
    }

    @Test
    void the_table_does_not_know_the_ticket_itself() {
        var ticket = issued();
        var key = Key.ticket(Sha256.hex(ticket.getBytes(StandardCharsets.UTF_8)));

        assertThat(Json.write(table.get(key).orElseThrow())).doesNotContain(ticket);
    }

    private String issued() {
        var transaction = table.transaction();
        var ticket = Tickets.issue(transaction, ADA, NOW, new SecureRandom());
        transaction.commit();
        return ticket;
    }
}
