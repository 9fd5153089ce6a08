package dev.catalyst.local.triggers;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a schedule runs: {@code rate(...)}, {@code cron(...)} or {@code at(...)}. */
sealed interface ScheduleExpression {

    Pattern FORM = Pattern.compile("(rate|cron|at)\\((.*)\\)");
    Pattern RATE = Pattern.compile("([1-9]\\d{0,8}) (minute|hour|day)(s?)");

    /** The next run after the given time; none if there is no more. */
    Optional<Instant> next(Instant after);

    /** Every so often, from whenever it began. */
    record Rate(Duration every) implements ScheduleExpression {

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(after.plus(every));
        }
    }

    record Cron(CronExpression times, ZoneId zone) implements ScheduleExpression {

        @Override
        public Optional<Instant> next(Instant after) {
            return times.next(after.atZone(zone)).map(time -> time.toInstant());
        }
    }

    record At(Instant time) implements ScheduleExpression {

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(time).filter(t -> t.isAfter(after));
        }
    }

    /** Throws {@link IllegalArgumentException} that says what is wrong. */
    static ScheduleExpression of(String expression, ZoneId zone) {
        Matcher form = FORM.matcher(expression.strip());
        if (!form.matches()) {
            throw refused(expression, "expected rate(...), cron(...) or at(...)");
        }
        String inner = form.group(2).strip();
        try {
            return switch (form.group(1)) {
                case "rate" -> rate(inner);
                case "cron" -> new Cron(CronExpression.of(inner), zone);
                default -> new At(LocalDateTime.parse(inner).atZone(zone).toInstant());
            };
        } catch (DateTimeParseException e) {
            throw refused(expression, "expected a time such as 2030-01-31T12:00:00");
        } catch (IllegalArgumentException e) {
            throw refused(expression, e.getMessage());
        }
    }

    private static Rate rate(String inner) {
        Matcher rate = RATE.matcher(inner);
        // one minute, two minutes: EventBridge refuses the wrong number
        if (!rate.matches() || rate.group(1).equals("1") != rate.group(3).isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a number and minute(s), hour(s) or day(s), such as rate(5 minutes)");
        }
        long value = Long.parseLong(rate.group(1));
        return new Rate(
                switch (rate.group(2)) {
                    case "minute" -> Duration.ofMinutes(value);
                    case "hour" -> Duration.ofHours(value);
                    default -> Duration.ofDays(value);
                });
    }

    private static IllegalArgumentException refused(String expression, String why) {
        return new IllegalArgumentException("schedule " + expression + ": " + why);
    }
}
