package dev.catalyst.health;

import dev.catalyst.health.Check.Found;
import dev.catalyst.health.Health.Part;
import dev.catalyst.health.Health.Status;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.Masking;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at all parts side by side. One that does not answer in its time is left behind, so that the
 * whole takes as long as its slowest part.
 */
final class Checks {

    private final List<Check> checks;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Checks(List<Check> checks, InstantSource clock) {
        this.checks = List.copyOf(checks);
        this.clock = clock;
    }

    /** The health of the whole; `deep` makes a real call of each part. */
    Health look(boolean deep) {
        long began = System.nanoTime();
        var running = new LinkedHashMap<Check, Future<Part>>();
        for (var check : checks) {
            var call = deep ? check.call() : check.configured();
            running.put(check, threads.submit(() -> timed(check, call)));
        }
        var parts = new LinkedHashMap<String, Part>();
        running.forEach((check, part) -> parts.put(check.name(), awaited(check, part, began)));
        var worst =
                parts.values().stream()
                        .map(Part::status)
                        .max(Comparator.naturalOrder())
                        .orElse(Status.HEALTHY);
        return new Health(worst, clock.instant(), Invocation.millisecondsSince(began), parts);
    }

    private static Part timed(Check check, Check.Call call) {
        long began = System.nanoTime();
        Found found;
        try {
            found = call.look();
        } catch (Exception ill) {
            // why it is ill is for whoever looks, and nothing here depends on it
            found = new Found(check.whenIll(), why(ill));
        }
        return new Part(
                found.status(), Invocation.millisecondsSince(began), Masking.mask(found.detail()));
    }

    private static Part awaited(Check check, Future<Part> part, long began) {
        long left = check.patience().toNanos() - (System.nanoTime() - began);
        try {
            return part.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            part.cancel(true);
            var seconds = check.patience().toMillis() / 1000.0;
            return new Part(
                    check.whenIll(),
                    Invocation.millisecondsSince(began),
                    "no answer within %s s".formatted(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Part(check.whenIll(), Invocation.millisecondsSince(began), "interrupted");
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }

    private static String why(Exception ill) {
        var message = String.valueOf(ill.getMessage());
        int end = message.indexOf('\n') < 0 ? message.length() : message.indexOf('\n');
        return ill.getClass().getSimpleName() + ": " + message.substring(0, Math.min(end, 300));
    }
}
