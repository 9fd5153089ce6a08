package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.llm.Circuit.Admission;
import dev.catalyst.llm.Circuit.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

class CircuitTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Circuit opened() {
        Circuit circuit = Circuit.CLOSED;
        for (int i = 0; i < Circuit.FAILURES_TO_OPEN; i++) {
            circuit = circuit.failed(NOW);
        }
        return circuit;
    }

    private static Circuit let(Circuit circuit, Instant at) {
        return ((Admission.Go) circuit.admit(at)).next();
    }

    @Test
    void failures_in_a_row_open_it_and_no_call_goes_while_it_is_open() {
        assertThat(opened().state()).isEqualTo(State.OPEN);
        assertThat(opened().admit(NOW)).isEqualTo(new Admission.Wait(NOW.plusSeconds(5)));
    }

    @Test
    void an_answer_in_between_forgets_the_failures() {
        Circuit circuit = Circuit.CLOSED;
        for (int i = 0; i < 20; i++) {
            circuit = circuit.failed(NOW).failed(NOW).succeeded();
        }
        assertThat(circuit.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void after_its_time_it_lets_two_probes_through_and_their_answers_close_it() {
        Instant later = NOW.plusSeconds(5);
        Circuit probing = let(let(opened(), later), later);
        assertThat(probing.admit(later)).isInstanceOf(Admission.Wait.class);
        assertThat(probing.succeeded().state()).isEqualTo(State.PROBING);
        assertThat(probing.succeeded().succeeded().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void a_probe_that_fails_opens_it_for_twice_as_long_up_to_a_minute() {
        Circuit circuit = opened();
        Instant at = NOW;
        for (int seconds : new int[] {10, 20, 40, 60, 60}) {
            at = circuit.until();
            circuit = let(circuit, at).failed(at);
            assertThat(Duration.between(at, circuit.until())).hasSeconds(seconds);
        }
    }

    @Test
    void probes_whose_callers_died_do_not_keep_it_shut() {
        Instant later = NOW.plusSeconds(5);
        Circuit probing = let(let(opened(), later), later);
        assertThat(probing.admit(later.plus(Circuit.PROBE_LEASE))).isInstanceOf(Admission.Go.class);
    }

    @Test
    void attempts_never_pass_one_and_a_tenth_of_the_calls_and_the_bucket() {
        var random = new Random(7);
        Circuit circuit = Circuit.CLOSED;
        int calls = 0;
        int attempts = 0;
        for (int i = 0; i < 5000; i++) {
            circuit = circuit.called();
            calls++;
            attempts++;
            while (circuit.mayRetry() && random.nextInt(4) > 0) {
                circuit = circuit.retried();
                attempts++;
            }
            assertThat(attempts).isLessThanOrEqualTo((int) (1.1 * calls) + 21);
        }
    }

    /** Hundreds of random histories: never more probes than allowed, never shut for good. */
    @Test
    void whatever_happens_it_opens_again_in_the_end() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            Circuit circuit = Circuit.CLOSED;
            Instant at = NOW;
            for (int step = 0; step < 60; step++) {
                at = at.plusMillis(random.nextInt(8000));
                circuit =
                        switch (circuit.admit(at)) {
                            case Admission.Wait wait -> circuit;
                            case Admission.Go go ->
                                    switch (random.nextInt(3)) {
                                        case 0 -> go.next().succeeded();
                                        case 1 -> go.next().failed(at);
                                        default -> go.next();
                                    };
                        };
                assertThat(circuit.probing()).isLessThanOrEqualTo(Circuit.PROBES);
            }
            Instant calm = at.plus(Circuit.LONGEST_OPENING).plus(Circuit.PROBE_LEASE);
            assertThat(circuit.admit(calm)).isInstanceOf(Admission.Go.class);
        }
    }
}
