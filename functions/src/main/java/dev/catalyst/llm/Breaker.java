package dev.catalyst.llm;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Lets calls through the shared circuits, and tells these how the calls ended. */
final class Breaker {

    private final Circuits circuits;

    Breaker(Circuits circuits) {
        this.circuits = circuits;
    }

    /** Zero if a call may go now, after noting that it does; else the time until one may. */
    Duration admit(ModelName name, boolean retry, Instant now) {
        while (!name.simulated()) {
            Circuit seen = circuits.read(name.provider());
            switch (seen.admit(now)) {
                case Circuit.Admission.Wait(Instant until) -> {
                    return Duration.between(now, until);
                }
                case Circuit.Admission.Go(Circuit next) -> {
                    if (store(name, seen, retry ? next.retried() : next.called())) {
                        return Duration.ZERO;
                    }
                }
            }
        }
        return Duration.ZERO;
    }

    boolean mayRetry(ModelName name) {
        return name.simulated() || circuits.read(name.provider()).mayRetry();
    }

    void answered(ModelName name) {
        change(name, Circuit::succeeded);
    }

    void failed(ModelName name, Instant now) {
        change(name, circuit -> circuit.failed(now));
    }

    private void change(ModelName name, UnaryOperator<Circuit> change) {
        while (!name.simulated()) {
            Circuit seen = circuits.read(name.provider());
            if (store(name, seen, change.apply(seen))) {
                return;
            }
        }
    }

    private boolean store(ModelName name, Circuit seen, Circuit next) {
        return next.equals(seen) || circuits.replace(name.provider(), seen, next);
    }
}
