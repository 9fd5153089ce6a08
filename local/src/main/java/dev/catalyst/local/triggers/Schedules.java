package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.Schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Delivers to the targets of schedules when it is time. */
final class Schedules implements AutoCloseable {

    /** A rate begins when its rule is made; here that is the start of the host. */
    private static final Duration FIRST_OF_RATE = Duration.ofSeconds(1);

    private final Deliveries deliveries;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("schedules").daemon().factory());

    Schedules(List<Schedule> schedules, Deliveries deliveries, Clock clock) {
        this.deliveries = deliveries;
        this.clock = clock;
        schedules.stream().filter(Schedule::enabled).forEach(this::begin);
    }

    private void begin(Schedule schedule) {
        var expression = ScheduleExpression.of(schedule.expression(), schedule.zone());
        Instant now = clock.instant();
        await(
                schedule,
                expression,
                switch (expression) {
                    case ScheduleExpression.Rate _ -> Optional.of(now.plus(FIRST_OF_RATE));
                    case ScheduleExpression.Cron cron -> cron.next(now);
                    case ScheduleExpression.At at -> at.next(now);
                });
    }

    private void await(Schedule schedule, ScheduleExpression expression, Optional<Instant> time) {
        time.ifPresent(
                due -> {
                    long millis = Math.max(0, Duration.between(clock.instant(), due).toMillis());
                    var _ =
                            timer.schedule(
                                    () -> run(schedule, expression, due),
                                    millis,
                                    TimeUnit.MILLISECONDS);
                });
    }

    private void run(Schedule schedule, ScheduleExpression expression, Instant due) {
        Instant now = clock.instant();
        if (now.isBefore(due)) {
            await(schedule, expression, Optional.of(due));
            return;
        }
        String rule = Arns.rule(schedule.name());
        ObjectNode event = EventBus.event("aws.events", "Scheduled Event", due, List.of(rule));
        event.putObject("detail");
        var _ = deliveries.deliver(rule, schedule.target(), event);
        // runs that were slept through are left out
        Optional<Instant> next = expression.next(due).filter(t -> t.isAfter(now));
        await(schedule, expression, next.isPresent() ? next : expression.next(now));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
